from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0010_likely_duplicates'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='source',
            name='source_type_known',
        ),
        migrations.AlterField(
            model_name='source',
            name='type',
            field=models.CharField(choices=[('article-journal', 'journal article'), ('article-newspaper', 'news article'), ('report', 'report'), ('legislation', 'law or regulation'), ('document', 'document'), ('webpage', 'web page'), ('chapter', 'chapter'), ('book', 'book'), ('dataset', 'dataset'), ('software', 'software'), ('thesis', 'thesis'), ('standard', 'technical standard'), ('patent', 'patent')], max_length=20, verbose_name='type'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['article-journal', 'article-newspaper', 'report', 'legislation', 'document', 'webpage', 'chapter', 'book', 'dataset', 'software', 'thesis', 'standard', 'patent'])), name='source_type_known'),
        ),
    ]
