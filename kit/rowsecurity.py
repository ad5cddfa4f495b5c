"""Migration operations that put a table behind row-level security, or make it append-only.

Written out in migrations so that the schema's history shows when a table came under the line; a test compares the
database with the models, so a new table cannot be forgotten.
"""

from __future__ import annotations

from django.db import migrations

from kit.jurisdiction import CODE_LIMIT

LO = "NULLIF(current_setting('app.lo', true), '')::bigint"
HI = "NULLIF(current_setting('app.hi', true), '')::bigint"

# Inside a trigger: the owner's own clean-up command takes rows away.
DEMOLITION = """TG_OP <> 'UPDATE' AND current_setting('app.demolition', true) = 'on'
       AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')"""
_FROZEN = "RAISE EXCEPTION '%: this row is frozen', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';"
REFUSE_CHANGE = f"""
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {DEMOLITION}
    THEN RETURN OLD; END IF;
    -- Where a row of a place is found now follows the place; what it says does not change.
    IF TG_LEVEL = 'ROW' AND TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) ? 'region_id' AND to_jsonb(NEW) - 'scope_code' = to_jsonb(OLD) - 'scope_code'
        THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class RowSecurity(migrations.RunSQL):
    """Rows of ``table`` exist only for a transaction whose range covers ``column``; no range, no rows.

    FORCE holds the table's owner to it as well. ``open_insert`` lets rows be added from outside the range (a trail
    that must note what was refused), while reading keeps to it.
    """

    def __init__(self, table: str, column: str = "scope_code", *, open_insert: bool = False) -> None:
        self.table, self.column, self.open_insert = table, column, open_insert
        inside = f'"{column}" >= {LO} AND "{column}" < {HI}'
        check = "true" if open_insert else inside
        super().__init__(
            sql=f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;'
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;'
            f'CREATE POLICY scope ON "{table}" USING ({inside}) WITH CHECK ({check});',
            reverse_sql=f'DROP POLICY scope ON "{table}";'
            f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY;'
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;',
        )


class AppendOnly(migrations.RunSQL):
    """Rows of ``table`` are added and never changed, whoever asks.

    A plain trigger: a package's trigger can be switched off by a setting. Only ``app.demolition``, set by the owner's
    own clean-up command, lets rows go.
    """

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            sql=REFUSE_CHANGE + f'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON "{table}"'
            " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
            f'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "{table}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
            reverse_sql=f'DROP TRIGGER append_only ON "{table}"; DROP TRIGGER append_only_truncate ON "{table}";',
        )


class Frozen(migrations.RunSQL):
    """Rows of ``table`` for which ``condition`` (over OLD) holds keep their values and stay, whoever asks.

    ``free`` columns may still change; ``name`` tells several such lines of one table apart. The condition may look
    at other tables: it sees all their rows, because a line must hold for those who cannot see what it hangs on.
    ``no_insert`` (over NEW) keeps rows from being added.
    """

    def __init__(
        self, table: str, name: str, *, condition: str, free: tuple[str, ...] = (), no_insert: str = ""
    ) -> None:
        function = f"{table}_{name}"
        compared = " - ".join(["to_jsonb({row})", *(f"'{column}'" for column in ("scope_code", *free))])
        old, new = compared.format(row="OLD"), compared.format(row="NEW")
        # Set and put back by hand: a SET clause on the function is a superuser's privilege.
        super().__init__(
            sql=f"""
            CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                lo text := COALESCE(current_setting('app.lo', true), '');
                hi text := COALESCE(current_setting('app.hi', true), '');
                frozen boolean;
            BEGIN
                IF TG_OP = 'DELETE' AND {DEMOLITION} THEN RETURN OLD; END IF;
                PERFORM set_config('app.lo', '0', true), set_config('app.hi', '{CODE_LIMIT}', true);
                IF TG_OP = 'INSERT' THEN frozen := ({no_insert or "false"}); ELSE frozen := ({condition}); END IF;
                PERFORM set_config('app.lo', lo, true), set_config('app.hi', hi, true);
                IF frozen AND (TG_OP <> 'UPDATE' OR {new} IS DISTINCT FROM {old}) THEN {_FROZEN} END IF;
                RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
            END $$;
            CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON "{table}"
                FOR EACH ROW EXECUTE FUNCTION {function}();
            """,
            reverse_sql=f'DROP TRIGGER {name} ON "{table}"; DROP FUNCTION {function}();',
        )
