"""Governance bodies and instruments, and their history."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from pgtrigger.compiler import Trigger, UpsertTriggerSql
from pgtrigger.migrations import AddTrigger

import observatory.records.fields
import observatory.records.tracking
from observatory.records.migration_operations import AddTriggers


class Migration(migrations.Migration):

    # The files of development versions. A database that has all of them has this one; `migration_checks` refuses others.
    replaces = [
        ('governance', '0001_initial'),
        ('governance', '0002_edtf_level_1_constraints'),
        ('governance', '0001_squashed_0002_edtf_level_1_constraints'),
        ('governance', '0003_history'),
    ]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('records', '0001_first_release'),
    ]

    operations = [
        migrations.CreateModel(
            name='Body',
            fields=[
                ('organisation_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='records.organisation')),
                ('body_type', models.CharField(choices=[('committee', 'committee'), ('subcommittee', 'subcommittee'), ('commission', 'commission'), ('regulator', 'regulator'), ('council', 'council'), ('other', 'other')], max_length=12, verbose_name='type of body')),
                ('mandate_en', models.TextField(blank=True, verbose_name='mandate')),
                ('mandate_zh_hans', models.TextField(blank=True, verbose_name='mandate in Chinese')),
                ('composition', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('government', 'government'), ('academia', 'universities and research institutes'), ('business', 'enterprises'), ('civil_society', 'civil society')], max_length=13), blank=True, default=list, size=None, verbose_name='composed of')),
            ],
            options={
                'verbose_name': 'governance body',
                'verbose_name_plural': 'governance bodies',
                'constraints': [models.CheckConstraint(condition=models.Q(('composition__contained_by', ['government', 'academia', 'business', 'civil_society'])), name='body_composition_known'), models.CheckConstraint(condition=models.Q(('body_type__in', ['committee', 'subcommittee', 'commission', 'regulator', 'council', 'other'])), name='body_type_known')],
            },
            bases=('records.organisation',),
        ),
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('record_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='records.record')),
                ('instrument_type', models.CharField(choices=[('law', 'law'), ('measure', 'measure or regulation'), ('principles', 'principles'), ('norms', 'ethical norms'), ('guideline', 'guideline'), ('notice', 'notice or reminder'), ('list', 'list')], max_length=10, verbose_name='type of instrument')),
                ('issued', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='issued')),
                ('issued_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('issued')), output_field=models.DateField(null=True))),
                ('issued_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('issued')), output_field=models.DateField(null=True))),
                ('in_force', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='in force from')),
                ('in_force_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('in_force')), output_field=models.DateField(null=True))),
                ('in_force_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('in_force')), output_field=models.DateField(null=True))),
                ('repealed', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='repealed')),
                ('repealed_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('repealed')), output_field=models.DateField(null=True))),
                ('repealed_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('repealed')), output_field=models.DateField(null=True))),
                ('legal_force', models.CharField(blank=True, choices=[('InForce', 'in force'), ('PartiallyInForce', 'partly in force'), ('NotInForce', 'not in force')], max_length=16, verbose_name='legal force')),
                ('scope_en', models.TextField(blank=True, verbose_name='scope')),
                ('scope_zh_hans', models.TextField(blank=True, verbose_name='scope in Chinese')),
            ],
            options={
                'verbose_name': 'instrument',
                'verbose_name_plural': 'instruments',
                'constraints': [models.CheckConstraint(condition=models.Q(('issued', ''), ('issued__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='instrument_issued_edtf'), models.CheckConstraint(condition=models.Q(('in_force', ''), ('in_force__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='instrument_in_force_edtf'), models.CheckConstraint(condition=models.Q(('repealed', ''), ('repealed__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='instrument_repealed_edtf'), models.CheckConstraint(condition=models.Q(('instrument_type__in', ['law', 'measure', 'principles', 'norms', 'guideline', 'notice', 'list'])), name='instrument_type_known'), models.CheckConstraint(condition=models.Q(('legal_force__in', ['InForce', 'PartiallyInForce', 'NotInForce', ''])), name='instrument_legal_force_known')],
            },
            bases=('records.record',),
        ),
        # The history: tables of events, and the triggers that write them.
        migrations.CreateModel(
            name='BodyEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('body_type', models.CharField(max_length=12)),
                ('mandate_en', models.TextField(blank=True)),
                ('mandate_zh_hans', models.TextField(blank=True)),
                ('composition', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('government', 'government'), ('academia', 'universities and research institutes'), ('business', 'enterprises'), ('civil_society', 'civil society')], max_length=13), blank=True, default=list, size=None)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='governance.body')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='body_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='body_deleted')],
            },
        ),
        migrations.CreateModel(
            name='InstrumentEvent',
            fields=[
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_transaction', models.BigIntegerField(db_default=observatory.records.tracking.CurrentTransaction(), editable=False)),
                ('instrument_type', models.CharField(max_length=10)),
                ('issued', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('in_force', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('repealed', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21)),
                ('legal_force', models.CharField(blank=True, max_length=16)),
                ('scope_en', models.TextField(blank=True)),
                ('scope_zh_hans', models.TextField(blank=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='governance.instrument')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='instrument_by_row'), models.Index(condition=models.Q(('pgh_label', 'delete')), fields=['-pgh_id'], name='instrument_deleted')],
            },
        ),
        AddTriggers([
            AddTrigger('body', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "governance_bodyevent" ("body_type", "composition", "mandate_en", "mandate_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."body_type", new_values."composition", new_values."mandate_en", new_values."mandate_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."organisation_ptr_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='611c6bdd83fd116e8abe3772aad01a0be0688b73', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_8eb50', referencing='REFERENCING NEW TABLE AS new_values ', table='governance_body', when='AFTER'))),
            AddTrigger('body', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "governance_bodyevent" ("body_type", "composition", "mandate_en", "mandate_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."body_type", new_values."composition", new_values."mandate_en", new_values."mandate_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."organisation_ptr_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."organisation_ptr_id") = (new_values."organisation_ptr_id") WHERE (old_values."body_type" IS DISTINCT FROM (new_values."body_type") OR old_values."composition" IS DISTINCT FROM (new_values."composition") OR old_values."mandate_en" IS DISTINCT FROM (new_values."mandate_en") OR old_values."mandate_zh_hans" IS DISTINCT FROM (new_values."mandate_zh_hans")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='094e678f262b2993caeee144ac25cd73ebc7c4e3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_9741f', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='governance_body', when='AFTER'))),
            AddTrigger('body', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "governance_bodyevent" ("body_type", "composition", "mandate_en", "mandate_zh_hans", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."body_type", old_values."composition", old_values."mandate_en", old_values."mandate_zh_hans", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."organisation_ptr_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='d378c2d6bac0b801ac3af0742619658f96e4f3de', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_f10a3', referencing='REFERENCING OLD TABLE AS old_values ', table='governance_body', when='AFTER'))),
            AddTrigger('instrument', Trigger(name='insert_insert', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "governance_instrumentevent" ("in_force", "instrument_type", "issued", "legal_force", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repealed", "scope_en", "scope_zh_hans") SELECT new_values."in_force", new_values."instrument_type", new_values."issued", new_values."legal_force", _pgh_attached_context.value, statement_timestamp(), \'insert\', new_values."record_ptr_id", new_values."repealed", new_values."scope_en", new_values."scope_zh_hans" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9fa0b1ecb777a82238b6763fe9b6b2e9428e8be3', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_d4b34', referencing='REFERENCING NEW TABLE AS new_values ', table='governance_instrument', when='AFTER'))),
            AddTrigger('instrument', Trigger(name='update_update', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "governance_instrumentevent" ("in_force", "instrument_type", "issued", "legal_force", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repealed", "scope_en", "scope_zh_hans") SELECT new_values."in_force", new_values."instrument_type", new_values."issued", new_values."legal_force", _pgh_attached_context.value, statement_timestamp(), \'update\', new_values."record_ptr_id", new_values."repealed", new_values."scope_en", new_values."scope_zh_hans" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."record_ptr_id") = (new_values."record_ptr_id") WHERE (old_values."in_force" IS DISTINCT FROM (new_values."in_force") OR old_values."instrument_type" IS DISTINCT FROM (new_values."instrument_type") OR old_values."issued" IS DISTINCT FROM (new_values."issued") OR old_values."legal_force" IS DISTINCT FROM (new_values."legal_force") OR old_values."repealed" IS DISTINCT FROM (new_values."repealed") OR old_values."scope_en" IS DISTINCT FROM (new_values."scope_en") OR old_values."scope_zh_hans" IS DISTINCT FROM (new_values."scope_zh_hans")) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='4a40ba812b3a1547a591476aa7bd8f354da1422e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6a5e7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='governance_instrument', when='AFTER'))),
            AddTrigger('instrument', Trigger(name='delete_delete', sql=UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "governance_instrumentevent" ("in_force", "instrument_type", "issued", "legal_force", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "repealed", "scope_en", "scope_zh_hans") SELECT old_values."in_force", old_values."instrument_type", old_values."issued", old_values."legal_force", _pgh_attached_context.value, statement_timestamp(), \'delete\', old_values."record_ptr_id", old_values."repealed", old_values."scope_en", old_values."scope_zh_hans" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9d1ad83845115f3ba41b3d6a1da1781878918cc4', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_a3cb7', referencing='REFERENCING OLD TABLE AS old_values ', table='governance_instrument', when='AFTER'))),
            AddTrigger('bodyevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4f6bedb0c43e7333c604a6a73ecfa00b53adc963', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_213ca', table='governance_bodyevent', when='BEFORE'))),
            AddTrigger('instrumentevent', Trigger(name='append_only', sql=UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='06ee2db5f1cc1adf3997335f00ce5b3349ef3ff9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c38ed', table='governance_instrumentevent', when='BEFORE'))),
        ]),
    ]
