from django.db import migrations, models

import observatory.records.fields


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_edtf_level_1'),
        ('sources', '0007_text_blocks'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='source',
            name='source_issued_edtf',
        ),
        migrations.AlterField(
            model_name='source',
            name='issued',
            field=observatory.records.fields.EDTFField(blank=True, default='', help_text='2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~', max_length=21, verbose_name='date of publication'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('issued', ''), ('issued__regex', '^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?(/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.))?|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$'), _connector='OR'), name='source_issued_edtf'),
        ),
    ]
