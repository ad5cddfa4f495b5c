"""Every rule that is computed or checked has a test that says so, and no test names a rule that is not there."""

from tests.register import proofs, register, unproved


def test_every_judged_rule_is_proved_by_a_marked_test():
    assert unproved(register(), proofs()) == []


def test_no_test_names_a_rule_that_no_document_holds():
    assert sorted(set(proofs()) - set(register())) == []
