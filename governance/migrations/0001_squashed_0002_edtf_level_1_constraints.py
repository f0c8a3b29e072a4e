import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import observatory.records.fields


class Migration(migrations.Migration):

    replaces = [
        ('governance', '0001_initial'),
        ('governance', '0002_edtf_level_1_constraints'),
    ]

    initial = True

    dependencies = [
        ('records', '0001_squashed_0006_editors_of_drafts'),
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
    ]
