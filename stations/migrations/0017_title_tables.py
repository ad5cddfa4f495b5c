import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stations", "0016_life_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdvancedAward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("city_code", models.BigIntegerField(editable=False)),
                ("document_key", models.CharField(max_length=20, verbose_name="文件")),
                ("title_key", models.CharField(max_length=40, verbose_name="称号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("place", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("places", models.PositiveSmallIntegerField(verbose_name="名额")),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.post",
                        verbose_name="谁",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "先进",
                "verbose_name_plural": "先进",
                "ordering": ["year", "place"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                (
                    "subject",
                    models.CharField(
                        choices=[("unit", "单位"), ("person", "个人")],
                        default="unit",
                        max_length=10,
                        verbose_name="对象",
                    ),
                ),
                ("person_name", models.CharField(blank=True, max_length=40, verbose_name="姓名")),
                ("sanction_key", models.CharField(max_length=40, verbose_name="奖惩")),
                ("sanction_name", models.CharField(max_length=60, verbose_name="奖惩")),
                (
                    "kind",
                    models.CharField(
                        choices=[("reward", "奖励"), ("penalty", "处罚")], max_length=10, verbose_name="类别"
                    ),
                ),
                ("noticed_on", models.DateField(verbose_name="通报日期")),
                ("number", models.CharField(max_length=80, verbose_name="文号")),
                ("reason", models.CharField(max_length=200, verbose_name="事由")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="金额"
                    ),
                ),
                ("scope", models.CharField(blank=True, max_length=60, verbose_name="不得参加")),
                ("barred_from", models.DateField(null=True, verbose_name="不得参加的首日")),
                ("barred_until", models.DateField(null=True, verbose_name="不得参加的末日")),
                ("lifted_on", models.DateField(null=True, verbose_name="解除日期")),
                ("lifted_because", models.CharField(blank=True, max_length=200, verbose_name="解除依据")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.policydocument",
                        verbose_name="文件",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.post",
                        verbose_name="谁登记",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "通报和奖励",
                "verbose_name_plural": "通报和奖励",
                "ordering": ["-noticed_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="NoticeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                (
                    "subject",
                    models.CharField(
                        choices=[("unit", "单位"), ("person", "个人")],
                        default="unit",
                        max_length=10,
                        verbose_name="对象",
                    ),
                ),
                ("person_name", models.CharField(blank=True, max_length=40, verbose_name="姓名")),
                ("sanction_key", models.CharField(max_length=40, verbose_name="奖惩")),
                ("sanction_name", models.CharField(max_length=60, verbose_name="奖惩")),
                (
                    "kind",
                    models.CharField(
                        choices=[("reward", "奖励"), ("penalty", "处罚")], max_length=10, verbose_name="类别"
                    ),
                ),
                ("noticed_on", models.DateField(verbose_name="通报日期")),
                ("number", models.CharField(max_length=80, verbose_name="文号")),
                ("reason", models.CharField(max_length=200, verbose_name="事由")),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="金额"
                    ),
                ),
                ("scope", models.CharField(blank=True, max_length=60, verbose_name="不得参加")),
                ("barred_from", models.DateField(null=True, verbose_name="不得参加的首日")),
                ("barred_until", models.DateField(null=True, verbose_name="不得参加的末日")),
                ("lifted_on", models.DateField(null=True, verbose_name="解除日期")),
                ("lifted_because", models.CharField(blank=True, max_length=200, verbose_name="解除依据")),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.policydocument",
                        verbose_name="文件",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.post",
                        verbose_name="谁登记",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="stations.notice",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ScoringTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("title_key", models.CharField(max_length=40, verbose_name="称号")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("body", models.JSONField(verbose_name="内容")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "评分表",
                "verbose_name_plural": "评分表",
                "ordering": ["title_key"],
            },
        ),
        migrations.CreateModel(
            name="ScoringTemplateEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("title_key", models.CharField(max_length=40, verbose_name="称号")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="stations.scoringtemplate",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TitleCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("title_key", models.CharField(max_length=40, verbose_name="称号")),
                ("title_name", models.CharField(max_length=40, verbose_name="称号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("applied", "已申报"),
                            ("assessed", "已考核"),
                            ("declined", "未达标"),
                            ("designated", "已认定"),
                            ("spot_check", "抽查中"),
                            ("rectifying", "整顿中"),
                            ("restored", "已恢复"),
                            ("revoked", "已取消"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("applied_on", models.DateField(null=True, verbose_name="申报日期")),
                ("designated_on", models.DateField(null=True, verbose_name="认定日期")),
                ("rectify_by", models.DateField(null=True, verbose_name="整顿期限")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="申报依据")),
                ("scoring", models.JSONField(null=True, verbose_name="评分表")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.policydocument",
                        verbose_name="文件",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "称号",
                "verbose_name_plural": "称号",
                "ordering": ["scope_code", "title_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AdvancedAwardEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("city_code", models.BigIntegerField(editable=False)),
                ("document_key", models.CharField(max_length=20, verbose_name="文件")),
                ("title_key", models.CharField(max_length=40, verbose_name="称号")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("place", models.PositiveSmallIntegerField(verbose_name="序号")),
                ("places", models.PositiveSmallIntegerField(verbose_name="名额")),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.post",
                        verbose_name="谁",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="stations.advancedaward",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.titlecase",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="advancedaward",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="stations.titlecase",
            ),
        ),
        migrations.CreateModel(
            name="TitleCaseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("title_key", models.CharField(max_length=40, verbose_name="称号")),
                ("title_name", models.CharField(max_length=40, verbose_name="称号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("applied", "已申报"),
                            ("assessed", "已考核"),
                            ("declined", "未达标"),
                            ("designated", "已认定"),
                            ("spot_check", "抽查中"),
                            ("rectifying", "整顿中"),
                            ("restored", "已恢复"),
                            ("revoked", "已取消"),
                        ],
                        default="draft",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("applied_on", models.DateField(null=True, verbose_name="申报日期")),
                ("designated_on", models.DateField(null=True, verbose_name="认定日期")),
                ("rectify_by", models.DateField(null=True, verbose_name="整顿期限")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="申报依据")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.policydocument",
                        verbose_name="文件",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="stations.titlecase",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TitleScore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("part", models.CharField(max_length=40, verbose_name="项目")),
                (
                    "self_points",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="自评分"),
                ),
                (
                    "township_points",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="乡镇审核分"),
                ),
                (
                    "county_points",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="区考核分"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="stations.titlecase",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "得分",
                "verbose_name_plural": "得分",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="TitleScoreEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("part", models.CharField(max_length=40, verbose_name="项目")),
                (
                    "self_points",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="自评分"),
                ),
                (
                    "township_points",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="乡镇审核分"),
                ),
                (
                    "county_points",
                    models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name="区考核分"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.titlecase",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="stations.titlescore",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TitleStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.BigIntegerField(editable=False)),
                ("scope_code", models.BigIntegerField(editable=False)),
                ("verb", models.CharField(max_length=30, verbose_name="办理")),
                ("on", models.DateField(verbose_name="日期")),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="说明")),
                ("deadline", models.DateField(null=True, verbose_name="整顿期限")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.post",
                        verbose_name="谁",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="stations.titlecase",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stations.region",
                        verbose_name="所属区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "称号经过",
                "verbose_name_plural": "称号经过",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["scope_code", "-noticed_on"], name="notice_scope"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person_name", ""), ("subject", "unit")),
                    models.Q(("subject", "person"), models.Q(("person_name", ""), _negated=True)),
                    _connector="OR",
                ),
                name="notice_person_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_because", ""), ("lifted_on__isnull", True)),
                    models.Q(
                        ("barred_from__isnull", False),
                        ("lifted_on__gte", models.F("noticed_on")),
                        models.Q(("lifted_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notice_lifted_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__isnull", True), models.Q(("amount__gt", 0), ("kind", "reward")), _connector="OR"
                ),
                name="notice_only_rewards_pay",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_noticeevent" ("amount", "barred_from", "barred_until", "code", "document_id", "id", "issued_by_id", "kind", "lifted_because", "lifted_on", "noticed_on", "number", "person_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "region_id", "sanction_key", "sanction_name", "scope", "scope_code", "subject") SELECT new_values."amount", new_values."barred_from", new_values."barred_until", new_values."code", new_values."document_id", new_values."id", new_values."issued_by_id", new_values."kind", new_values."lifted_because", new_values."lifted_on", new_values."noticed_on", new_values."number", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."reason", new_values."region_id", new_values."sanction_key", new_values."sanction_name", new_values."scope", new_values."scope_code", new_values."subject" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="d5cf21733acfc4fa4cdff3d641991713f1b1d57d",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a95b2",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="stations_notice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_noticeevent" ("amount", "barred_from", "barred_until", "code", "document_id", "id", "issued_by_id", "kind", "lifted_because", "lifted_on", "noticed_on", "number", "person_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "region_id", "sanction_key", "sanction_name", "scope", "scope_code", "subject") SELECT new_values."amount", new_values."barred_from", new_values."barred_until", new_values."code", new_values."document_id", new_values."id", new_values."issued_by_id", new_values."kind", new_values."lifted_because", new_values."lifted_on", new_values."noticed_on", new_values."number", new_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."reason", new_values."region_id", new_values."sanction_key", new_values."sanction_name", new_values."scope", new_values."scope_code", new_values."subject" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="f77c04a1e6c4d3f342e0ec959e92437bd5f53e95",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ff8e9",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="stations_notice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="notice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_noticeevent" ("amount", "barred_from", "barred_until", "code", "document_id", "id", "issued_by_id", "kind", "lifted_because", "lifted_on", "noticed_on", "number", "person_name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "region_id", "sanction_key", "sanction_name", "scope", "scope_code", "subject") SELECT old_values."amount", old_values."barred_from", old_values."barred_until", old_values."code", old_values."document_id", old_values."id", old_values."issued_by_id", old_values."kind", old_values."lifted_because", old_values."lifted_on", old_values."noticed_on", old_values."number", old_values."person_name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."reason", old_values."region_id", old_values."sanction_key", old_values."sanction_name", old_values."scope", old_values."scope_code", old_values."subject" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="46d15013054348ab1e247be56e06b2dd0d316389",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a8a25",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="stations_notice",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="scoringtemplate",
            constraint=models.UniqueConstraint(
                fields=("region", "title_key"), name="scoring_template_one_per_title"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scoringtemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_scoringtemplateevent" ("code", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "scope_code", "title_key", "version") SELECT new_values."code", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."region_id", new_values."scope_code", new_values."title_key", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5e9a2640448bbd892d7043e3cc19dd79bf0fbd25",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_165ce",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="stations_scoringtemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scoringtemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_scoringtemplateevent" ("code", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "scope_code", "title_key", "version") SELECT new_values."code", new_values."id", new_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."region_id", new_values."scope_code", new_values."title_key", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."code" IS DISTINCT FROM (new_values."code") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."name" IS DISTINCT FROM (new_values."name") OR old_values."region_id" IS DISTINCT FROM (new_values."region_id") OR old_values."scope_code" IS DISTINCT FROM (new_values."scope_code") OR old_values."title_key" IS DISTINCT FROM (new_values."title_key") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="785a624e3b724e1b113534aef2aea966a416856f",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_33abc",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="stations_scoringtemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scoringtemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_scoringtemplateevent" ("code", "id", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "scope_code", "title_key", "version") SELECT old_values."code", old_values."id", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."region_id", old_values."scope_code", old_values."title_key", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="5e0f6a1445c180bb332bf4f1b4a652d9229857bd",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6eb9b",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="stations_scoringtemplate",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="titlecase",
            index=models.Index(fields=["scope_code", "state"], name="title_scope_state"),
        ),
        migrations.AddConstraint(
            model_name="titlecase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "revoked"), _negated=True),
                fields=("region", "title_key"),
                name="title_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="titlecase",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "draft"), ("applied_on__isnull", False), _connector="OR"),
                name="title_applied_has_day",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="titlecase",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_titlecaseevent" ("applied_on", "basis", "code", "designated_on", "document_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rectify_by", "region_id", "scope_code", "state", "title_key", "title_name", "version") SELECT new_values."applied_on", new_values."basis", new_values."code", new_values."designated_on", new_values."document_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."rectify_by", new_values."region_id", new_values."scope_code", new_values."state", new_values."title_key", new_values."title_name", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ac1b8418e8e4be3f9ac0ca490b383bf50bb2d707",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_b1df4",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="stations_titlecase",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="titlecase",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_titlecaseevent" ("applied_on", "basis", "code", "designated_on", "document_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rectify_by", "region_id", "scope_code", "state", "title_key", "title_name", "version") SELECT new_values."applied_on", new_values."basis", new_values."code", new_values."designated_on", new_values."document_id", new_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."rectify_by", new_values."region_id", new_values."scope_code", new_values."state", new_values."title_key", new_values."title_name", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."applied_on" IS DISTINCT FROM (new_values."applied_on") OR old_values."basis" IS DISTINCT FROM (new_values."basis") OR old_values."code" IS DISTINCT FROM (new_values."code") OR old_values."designated_on" IS DISTINCT FROM (new_values."designated_on") OR old_values."document_id" IS DISTINCT FROM (new_values."document_id") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."rectify_by" IS DISTINCT FROM (new_values."rectify_by") OR old_values."region_id" IS DISTINCT FROM (new_values."region_id") OR old_values."scope_code" IS DISTINCT FROM (new_values."scope_code") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."title_key" IS DISTINCT FROM (new_values."title_key") OR old_values."title_name" IS DISTINCT FROM (new_values."title_name") OR old_values."version" IS DISTINCT FROM (new_values."version")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="51821299eb815c4d3645601f6e6a296a782cb440",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d093d",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="stations_titlecase",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="titlecase",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_titlecaseevent" ("applied_on", "basis", "code", "designated_on", "document_id", "id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rectify_by", "region_id", "scope_code", "state", "title_key", "title_name", "version") SELECT old_values."applied_on", old_values."basis", old_values."code", old_values."designated_on", old_values."document_id", old_values."id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."rectify_by", old_values."region_id", old_values."scope_code", old_values."state", old_values."title_key", old_values."title_name", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="32b19337a9401241371ed78884fb4a1371a9e3cd",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c8dec",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="stations_titlecase",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="advancedaward",
            constraint=models.UniqueConstraint(fields=("case", "year"), name="advanced_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="advancedaward",
            constraint=models.UniqueConstraint(
                fields=("city_code", "document_key", "title_key", "year", "place"), name="advanced_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="advancedaward",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__gte", 1), ("place__lte", models.F("places"))),
                name="advanced_within_places",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="advancedaward",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_advancedawardevent" ("by_id", "case_id", "city_code", "code", "document_key", "id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "region_id", "scope_code", "title_key", "year") SELECT new_values."by_id", new_values."case_id", new_values."city_code", new_values."code", new_values."document_key", new_values."id", new_values."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."place", new_values."places", new_values."region_id", new_values."scope_code", new_values."title_key", new_values."year" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="61bf41a6f2382a132514a1f04c760b4c691d41b0",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_07dc1",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="stations_advancedaward",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="advancedaward",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_advancedawardevent" ("by_id", "case_id", "city_code", "code", "document_key", "id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "region_id", "scope_code", "title_key", "year") SELECT new_values."by_id", new_values."case_id", new_values."city_code", new_values."code", new_values."document_key", new_values."id", new_values."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."place", new_values."places", new_values."region_id", new_values."scope_code", new_values."title_key", new_values."year" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="befd92eeb74d7c4a231329714b35b3032213be8b",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b6113",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="stations_advancedaward",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="advancedaward",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_advancedawardevent" ("by_id", "case_id", "city_code", "code", "document_key", "id", "on", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "places", "region_id", "scope_code", "title_key", "year") SELECT old_values."by_id", old_values."case_id", old_values."city_code", old_values."code", old_values."document_key", old_values."id", old_values."on", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."place", old_values."places", old_values."region_id", old_values."scope_code", old_values."title_key", old_values."year" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c576733ebae04d8ab9963cf45fab1a2738304fee",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d833e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="stations_advancedaward",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="titlescore",
            constraint=models.UniqueConstraint(fields=("case", "part"), name="title_score_once"),
        ),
        migrations.AddConstraint(
            model_name="titlescore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("self_points__isnull", True), ("self_points__gte", 0), _connector="OR"),
                    models.Q(("township_points__isnull", True), ("township_points__gte", 0), _connector="OR"),
                    models.Q(("county_points__isnull", True), ("county_points__gte", 0), _connector="OR"),
                ),
                name="title_score_not_negative",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="titlescore",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_titlescoreevent" ("case_id", "code", "county_points", "id", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "scope_code", "self_points", "township_points") SELECT new_values."case_id", new_values."code", new_values."county_points", new_values."id", new_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', new_values."id", new_values."region_id", new_values."scope_code", new_values."self_points", new_values."township_points" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="def7498575611667b7732aaf11ce0623a8a9ace5",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_bc707",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="stations_titlescore",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="titlescore",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_titlescoreevent" ("case_id", "code", "county_points", "id", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "scope_code", "self_points", "township_points") SELECT new_values."case_id", new_values."code", new_values."county_points", new_values."id", new_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', new_values."id", new_values."region_id", new_values."scope_code", new_values."self_points", new_values."township_points" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="ffde50abdacdbe2e976a7ddb210f067e9287305d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_748bd",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="stations_titlescore",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="titlescore",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "stations_titlescoreevent" ("case_id", "code", "county_points", "id", "part", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "scope_code", "self_points", "township_points") SELECT old_values."case_id", old_values."code", old_values."county_points", old_values."id", old_values."part", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."region_id", old_values."scope_code", old_values."self_points", old_values."township_points" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="035d8e50ac0f7b8f5b27820fbfe840d532acee41",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b26bc",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="stations_titlescore",
                    when="AFTER",
                ),
            ),
        ),
    ]
