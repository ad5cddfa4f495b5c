"""Bodies published under the first schema, brought into the shape of the second. What they say does not change."""

from django.db import migrations

# The codes of the readings that the first documents had in words only; all others have nothing to choose from.
CODES = {
    "AM-01": "exclusive",
    "AM-02": "year_end",
    "AM-07a": "warn",
    "AM-08": "one_unless_approved",
    "AM-13b": "on_assessment_date",
}


def convert(apps, schema_editor):
    documents = apps.get_model("stations", "PolicyDocument").objects
    older = [row for row in documents.all() if _is_older(row.body)]
    if not older:
        return
    # The one moment at which a published row is touched: the same content in another shape, the digest stays.
    schema_editor.execute("ALTER TABLE stations_policydocument DISABLE TRIGGER published_stays")
    for row in older:
        documents.filter(pk=row.pk).update(body=in_new_shape(row.body))
    schema_editor.execute("ALTER TABLE stations_policydocument ENABLE TRIGGER published_stays")


def _is_older(body):
    readings = body.get("readings", {}).values()
    return isinstance(body.get("staffing"), dict) or any("default" in reading for reading in readings)


def in_new_shape(body):
    """``staffing`` becomes a list by level and ``part_time``; the fund says who gets it; readings become choices."""
    body = dict(body)
    if staffing := body.pop("staffing", None):
        clause = staffing["clause"]
        body["staffing"] = [
            {
                "level": "village", "basis": "fixed", "at_least": staffing["coordinators"], "full_time": 1,
                "in_principle": True, "clause": clause,
            }
        ]  # fmt: skip
        body["part_time"] = {"below": staffing["part_time_below"], "clause": clause}
    if "work_fund" in body:
        clause = body["work_fund"]["clause"]
        group = {"text": "聘有专职或兼职协管员的行政村", "clause": clause}
        body["work_fund"] = {**body["work_fund"], "group": group}
    if "readings" in body:
        body["readings"] = {key: _reading(key, row) for key, row in body["readings"].items()}
    return body


def _reading(key, row):
    value = CODES.get(key, "as_written")
    return {
        "question": row["question"],
        "value": value,
        "options": [{"value": value, "text": row["default"]}],
        "noted": list(row.get("alternatives", ())),
    }


class Migration(migrations.Migration):
    dependencies = [("stations", "0004_inheritance_tables")]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
