import django.db.models.deletion
from django.db import migrations, models

import observatory.records.fields


class Migration(migrations.Migration):

    replaces = [
        ('platforms', '0001_initial'),
        ('platforms', '0002_edtf_level_1_constraints'),
    ]

    initial = True

    dependencies = [
        ('records', '0001_squashed_0006_editors_of_drafts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Platform',
            fields=[
                ('record_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='records.record')),
                ('platform_type', models.CharField(choices=[('software', 'software'), ('model', 'AI model'), ('data', 'data platform'), ('open_platform', 'open platform'), ('computing', 'computing infrastructure')], max_length=13, verbose_name='type of platform')),
                ('released', observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='released')),
                ('released_from', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFLower(models.F('released')), output_field=models.DateField(null=True))),
                ('released_to', models.GeneratedField(db_persist=True, expression=observatory.records.fields.EDTFUpper(models.F('released')), output_field=models.DateField(null=True))),
                ('purpose_en', models.TextField(blank=True, verbose_name='purpose')),
                ('purpose_zh_hans', models.TextField(blank=True, verbose_name='purpose in Chinese')),
                ('openness', models.CharField(blank=True, choices=[('open', 'open'), ('partly', 'partly open'), ('closed', 'not open')], max_length=6, verbose_name='openness')),
                ('licence', models.CharField(blank=True, help_text='SPDX identifier where there is one.', max_length=80, verbose_name='licence')),
                ('website', observatory.records.fields.WebAddressField(blank=True, max_length=500, verbose_name='website')),
                ('repository', observatory.records.fields.WebAddressField(blank=True, help_text='URL of the public repository.', max_length=500, verbose_name='source code')),
            ],
            options={
                'verbose_name': 'platform',
                'verbose_name_plural': 'platforms',
                'constraints': [models.CheckConstraint(condition=models.Q(('released', ''), ('released__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='platform_released_edtf'), models.CheckConstraint(condition=models.Q(('platform_type__in', ['software', 'model', 'data', 'open_platform', 'computing'])), name='platform_type_known'), models.CheckConstraint(condition=models.Q(('openness__in', ['open', 'partly', 'closed', ''])), name='platform_openness_known')],
            },
            bases=('records.record',),
        ),
    ]
