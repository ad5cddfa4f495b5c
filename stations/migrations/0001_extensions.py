"""Ranges and numbers in one exclusion constraint need btree_gist (a trusted extension: the owner may create it)."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [BtreeGistExtension()]
