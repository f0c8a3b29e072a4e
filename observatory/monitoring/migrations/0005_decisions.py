"""What a decision wrote, so that undoing it never overwrites a later edit."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0003_sightings'),
    ]

    operations = [
        migrations.AddField(
            model_name='affectedcitation',
            name='written',
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name='written by the decision'),
        ),
    ]
