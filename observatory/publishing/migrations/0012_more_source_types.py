from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0011_expert_review_links'),
    ]

    operations = [
        migrations.AlterField(
            model_name='publishedsource',
            name='type',
            field=models.CharField(choices=[('article-journal', 'journal article'), ('article-newspaper', 'news article'), ('report', 'report'), ('legislation', 'law or regulation'), ('document', 'document'), ('webpage', 'web page'), ('chapter', 'chapter'), ('book', 'book'), ('dataset', 'dataset'), ('software', 'software'), ('thesis', 'thesis'), ('standard', 'technical standard'), ('patent', 'patent')], max_length=20),
        ),
    ]
