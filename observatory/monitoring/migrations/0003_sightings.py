"""Sightings of quotes; the states of a quote and the decisions of curators on affected citations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = {
    "exact": "present",
    "near": "altered",
    "absent": "missing",
    "lost": "unreadable",
    "unsearched": "not_checked",
}


def to_states(apps, schema_editor):
    """Translate what was written before; a "near" passage counts as altered until it is looked for again."""
    AffectedCitation = apps.get_model("monitoring", "AffectedCitation")
    for word, state in STATES.items():
        AffectedCitation.objects.filter(state=word).update(state=state)


def to_words(apps, schema_editor):
    AffectedCitation = apps.get_model("monitoring", "AffectedCitation")
    for word, state in STATES.items():
        AffectedCitation.objects.filter(state=state).update(state=word)


class Migration(migrations.Migration):

    dependencies = [
        ('monitoring', '0002_rules'),
        ('sources', '0004_quote_selector_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('citation_public_id', models.CharField(max_length=16, verbose_name='permanent ID of the citation')),
                ('selector', models.CharField(editable=False, max_length=32)),
                ('state', models.CharField(choices=[('present', 'present'), ('moved', 'in another context'), ('altered', 'in other words'), ('struck', 'deleted or hidden'), ('missing', 'no longer in the text'), ('never_found', 'not found in the text'), ('unreadable', 'text cannot be read'), ('not_checked', 'not looked for yet')], max_length=12, verbose_name='state')),
                ('meaning_changed', models.BooleanField(blank=True, null=True, verbose_name='the meaning changed')),
                ('passage', models.TextField(blank=True, verbose_name='text on the page now')),
                ('prefix', models.CharField(blank=True, max_length=300, verbose_name='text before the passage')),
                ('suffix', models.CharField(blank=True, max_length=300, verbose_name='text after the passage')),
                ('similarity', models.FloatField(default=0, verbose_name='similarity')),
                ('differences', models.JSONField(blank=True, default=list, verbose_name='difference')),
                ('start', models.JSONField(blank=True, null=True)),
                ('end', models.JSONField(blank=True, null=True)),
                ('since', models.DateTimeField(verbose_name='since')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'sighting of a quote',
                'verbose_name_plural': 'sightings of quotes',
                'ordering': ['id'],
            },
        ),
        migrations.RenameField(
            model_name='affectedcitation',
            old_name='text',
            new_name='passage',
        ),
        migrations.RenameField("affectedcitation", "found", "state"),
        migrations.AlterField("affectedcitation", "state", models.CharField(choices=[('present', 'present'), ('moved', 'in another context'), ('altered', 'in other words'), ('struck', 'deleted or hidden'), ('missing', 'no longer in the text'), ('never_found', 'not found in the text'), ('unreadable', 'text cannot be read'), ('not_checked', 'not looked for yet'), ('unquoted', 'no quote to look for')], max_length=12, verbose_name='quote')),
        migrations.RunPython(to_states, to_words),
        migrations.AddField(
            model_name='affectedcitation',
            name='before',
            field=models.JSONField(blank=True, default=dict, editable=False, verbose_name='before the decision'),
        ),
        migrations.AddField(
            model_name='affectedcitation',
            name='decided_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='decided on'),
        ),
        migrations.AddField(
            model_name='affectedcitation',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='affectedcitation',
            name='decision',
            field=models.CharField(blank=True, choices=[('still_supported', 'still supported'), ('amended', 'statement amended'), ('cited_elsewhere', 'another source cited'), ('not_supported', 'no longer supported'), ('dismissed', 'dismissed')], max_length=16, verbose_name='decision'),
        ),
        migrations.AddField(
            model_name='affectedcitation',
            name='differences',
            field=models.JSONField(blank=True, default=list, verbose_name='difference'),
        ),
        migrations.AddField(
            model_name='affectedcitation',
            name='meaning_changed',
            field=models.BooleanField(blank=True, null=True, verbose_name='the meaning changed'),
        ),
        migrations.AddField(
            model_name='affectedcitation',
            name='prefix',
            field=models.CharField(blank=True, max_length=300, verbose_name='text before the passage'),
        ),
        migrations.AddField(
            model_name='affectedcitation',
            name='reason',
            field=models.TextField(blank=True, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='affectedcitation',
            name='suffix',
            field=models.CharField(blank=True, max_length=300, verbose_name='text after the passage'),
        ),
        migrations.AddConstraint(
            model_name='affectedcitation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['present', 'moved', 'altered', 'struck', 'missing', 'never_found', 'unreadable', 'not_checked', 'unquoted'])), name='affected_citation_state_known'),
        ),
        migrations.AddConstraint(
            model_name='affectedcitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='affected_citation_decision_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='affectedcitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'dismissed'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='affected_citation_dismissed_with_a_reason', violation_error_message='Say why the change does not matter for this statement.'),
        ),
        migrations.AddField(
            model_name='sighting',
            name='citation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sightings', to='sources.citation', verbose_name='citation'),
        ),
        migrations.AddField(
            model_name='sighting',
            name='location',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='sightings', to='sources.location', verbose_name='location'),
        ),
        migrations.AddField(
            model_name='sighting',
            name='snapshot',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sightings', to='monitoring.snapshot', verbose_name='snapshot'),
        ),
        migrations.AddIndex(
            model_name='sighting',
            index=models.Index(condition=models.Q(('until', None)), fields=['location'], name='sighting_current_of_location'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('citation_public_id', 'location'), name='sighting_one_current'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['present', 'moved', 'altered', 'struck', 'missing', 'never_found', 'unreadable', 'not_checked'])), name='sighting_state_known'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.CheckConstraint(condition=models.Q(('meaning_changed', None), ('state', 'altered'), _connector='OR'), name='sighting_meaning_of_altered_only'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='sighting_ends_after_it_begins'),
        ),
    ]
