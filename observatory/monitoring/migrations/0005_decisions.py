"""What a decision wrote, so that undoing it never overwrites a later edit."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0004_attached_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='affectedcitation',
            name='written',
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name='written by the decision'),
        ),
    ]
