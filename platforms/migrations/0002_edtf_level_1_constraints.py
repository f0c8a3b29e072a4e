from django.db import migrations, models

import observatory.records.fields


class Migration(migrations.Migration):

    dependencies = [
        ('platforms', '0001_initial'),
        ('records', '0005_edtf_level_1_constraints'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='platform',
            name='platform_released_edtf',
        ),
        migrations.AlterField(
            model_name='platform',
            name='released',
            field=observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='released'),
        ),
        migrations.AddConstraint(
            model_name='platform',
            constraint=models.CheckConstraint(condition=models.Q(('released', ''), ('released__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='platform_released_edtf'),
        ),
    ]
