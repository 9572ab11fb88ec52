using System.Text.Json;
using LlmMiaProbe.Core.Tests.Statistics;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Findings;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Core.Tests.Findings.Health;

public sealed class DataHealthTests
{
    private static readonly AttackEvaluation Strong = new()
    {
        Attack = "loss",
        Members = 80,
        NonMembers = 80,
        Unknown = 0,
        NotApplicable = [],
        TprAtFpr = [],
        Auc = new Estimate(.98, .97, .99),
    };

    [Fact]
    public void The_random_split_of_the_lab_cannot_be_told_apart_without_a_model()
    {
        var labels = Passages.Labels(Passages.All);
        Assert.True(labels.KeepsGroupsTogether);
        Assert.Equal((400, 400, 400, 400, 10, 10), (labels.First, labels.Second, labels.SampledFirst, labels.SampledSecond, labels.Groups, labels.MixedGroups));
        Assert.InRange(labels.Text?.Auc.Value ?? 0, labels.Text?.NullLow ?? 1, labels.Text?.NullHigh ?? 0);
        Assert.Equal(labels.Text?.Auc, labels.Words.Auc);
        Assert.False(labels.Separates);
        Assert.Contains("Text alone, without the model, does not (AUC", HeadlineStatement.Of(Strong, labels), StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_by_book_is_caught_where_books_do_not_count_and_cannot_be_judged_where_they_do()
    {
        var books = Passages.All.GroupBy(d => d.Group).OrderByDescending(g => g.Count()).Take(2).ToList();
        var planted = books[0].Select(d => d with { Label = Membership.Member }).Concat(books[1].Select(d => d with { Label = Membership.NonMember })).ToList();
        var apart = Passages.Labels(planted.Select(d => d with { Group = null }));
        Assert.True(apart is { Separates: true, Words.Separates: true, Text: { PValue: .005, Auc.Low: > .8 } });
        Assert.Contains("need come from the model", HeadlineStatement.Of(Strong, apart), StringComparison.Ordinal);
        Assert.Contains("tells 164 documents labelled member from ", HealthStatement.Labels(apart), StringComparison.Ordinal);
        Assert.StartsWith("Text alone, without the model, tells the documents under test", HealthStatement.Discoveries(apart), StringComparison.Ordinal);

        var labels = Passages.Labels(planted);
        Assert.Equal((2, 0), (labels.Groups, labels.MixedGroups));
        Assert.True(labels is { Separates: false, Words.Auc: null, Text: { PValue: null, Auc.Value: > .9 } });
        Assert.Contains("was not measured: labels go with whole groups (near-duplicates count as one), of which there are 1 and 1, so that at the level of groups no check is possible (6 of each are needed)", HeadlineStatement.Of(Strong, labels), StringComparison.Ordinal);
        Assert.Contains("no check is possible", HealthStatement.Labels(labels), StringComparison.Ordinal);
        Assert.Contains("no check is possible", HealthStatement.Discoveries(labels), StringComparison.Ordinal);
        Assert.NotNull(HealthStatement.UnmixedGroups(labels));
    }

    [Fact]
    public void Random_labels_are_told_apart_no_more_often_than_chance_allows()
    {
        // The standard deviation of one such AUC is about .055, so that of the mean of 60 is .007.
        var text = NullSimulations.RandomLabels(100, byGroup: true, trials: 60);
        Assert.InRange(text.Auc.Value, .46, .54);
        Assert.InRange(text.Below.Count, 0, 8);
        Assert.InRange(text.ToldApart.Count, 0, 3);
        Assert.InRange(text.Covered.Count, 52, 60);
    }

    [Fact]
    public void The_result_is_the_same_in_any_order_and_turns_round_with_the_labels()
    {
        var documents = Passages.All.Take(120).ToList();
        var health = JsonSerializer.Serialize(Passages.Labels(documents));
        Assert.Equal(health, JsonSerializer.Serialize(Passages.Labels(documents.AsEnumerable().Reverse())));
        var swapped = Passages.Labels(documents.Select(d => d with { Label = d.Label == Membership.Member ? Membership.NonMember : Membership.Member }));
        var plain = Passages.Labels(documents);
        Assert.Equal(plain.Text?.Auc.Value ?? 0, swapped.Text?.Auc.Value ?? 1, .05);
        Assert.Equal(1, (plain.Length.Auc?.Value ?? 0) + (swapped.Length.Auc?.Value ?? 0), 1e-12);
    }

    [Fact]
    public void The_calibration_corpus_of_the_lab_resembles_its_passages()
    {
        var health = Passages.Examine(Passages.All, Passages.Calibration);
        Assert.Equal((400, 400), (health.Calibration?.First, health.Calibration?.Second));
        Assert.False(health.Calibration?.Separates);
    }

    [Fact]
    public void A_calibration_from_elsewhere_is_caught()
    {
        var strange = Passages.Calibration.Select(d => d with { Text = d.Text.Replace("the", "ze", StringComparison.Ordinal) });
        var sets = Passages.Examine(Passages.All, strange).Calibration;
        Assert.True(sets?.Words.Separates);
        Assert.Contains("not exchangeable", HealthStatement.Calibration(sets ?? throw new InvalidOperationException("Nothing was compared.")), StringComparison.Ordinal);
    }

    [Fact]
    public void An_audit_with_its_own_non_members_is_compared_once() =>
        Assert.Null(Passages.Examine(Passages.All).Calibration);

    [Fact]
    public void Longer_members_are_caught()
    {
        var documents = Passages.All.Where(d => d.Label != Membership.Member || d.Text.Length > 580).Select(d => d with { Group = null }).ToList();
        var labels = Passages.Labels(documents);
        var length = labels.Length;
        double[] members = [.. documents.Where(d => d.Label == Membership.Member).Select(d => (double)d.ByteLength)];
        double[] others = [.. documents.Where(d => d.Label == Membership.NonMember).Select(d => (double)d.ByteLength)];
        var wins = members.Sum(m => others.Sum(o => m > o ? 1 : m == o ? .5 : 0));
        Assert.Equal(wins / members.Length / others.Length, length.Auc?.Value ?? 0, 1e-12);
        Assert.True(labels.Separates);
        Assert.False(length.Separates);
    }

    [Fact]
    public void Later_years_are_caught()
    {
        var documents = Enumerable.Range(0, 60).Select(i => Passages.Of($"It happened in {(i % 2 == 0 ? 2015 : 2023)}, on day {i}.", i % 2 == 0 ? Membership.Member : Membership.NonMember, i));
        var labels = Passages.Labels(documents);
        Assert.Equal((0, 0), (labels.Years.Auc?.Value, labels.Years.Auc?.Low));
        Assert.True(labels.Separates);
    }

    [Fact]
    public void Another_language_is_caught()
    {
        var documents = Passages.All.Take(60).Select((d, i) => i < 30
            ? d with { Label = Membership.Member }
            : d with { Label = Membership.NonMember, Text = $"Das ist der Satz Nummer {i} und nicht die Frage." });
        var labels = Passages.Labels(documents);
        var languages = labels.Languages;
        Assert.Equal([new LanguageShare("English", 1, 0), new LanguageShare("German", 0, 1)], languages.Shares);
        Assert.Equal((1, true), (languages.Distance, labels.Separates));
    }

    [Fact]
    public void Shared_n_grams_are_those_of_the_plain_definition()
    {
        static IEnumerable<string> Ngrams(string text)
        {
            string[] words = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            return Enumerable.Range(0, Math.Max(0, words.Length - 7)).Select(i => string.Join(' ', words.Skip(i).Take(8)));
        }

        var random = new Random(4);
        string Text() => string.Join(' ', Enumerable.Range(0, 30).Select(_ => random.Next(2) == 0 ? "a" : "b"));
        var documents = Enumerable.Range(0, 24).Select(i => Passages.Of(Text(), i % 2 == 0 ? Membership.Member : Membership.NonMember, i)).ToList();
        var members = documents.Where(d => d.Label == Membership.Member).SelectMany(d => Ngrams(d.Text)).ToHashSet();
        var others = documents.Where(d => d.Label == Membership.NonMember).SelectMany(d => Ngrams(d.Text)).Distinct().ToList();
        Assert.Equal((double)others.Count(members.Contains) / others.Count, Passages.Labels(documents).SharedNgrams ?? 0, 1e-12);
    }

    [Fact]
    public void Few_documents_are_not_measured_and_one_label_is_not_compared()
    {
        var nine = Passages.All.Take(18).Select((d, i) => d with { Label = i < 9 ? Membership.Member : Membership.NonMember });
        var labels = Passages.Labels(nine);
        Assert.Null(labels.Words.Auc);
        Assert.False(labels.Separates);
        Assert.Contains("10 of each are needed", HealthStatement.Labels(labels), StringComparison.Ordinal);
        Assert.Contains("was not measured", HeadlineStatement.Of(Strong, labels), StringComparison.Ordinal);
        Assert.Null(Passages.Examine(Passages.All.Where(d => d.Label == Membership.Member)).Labels);
    }

    [Fact]
    public void Large_sets_are_sampled_in_a_way_that_does_not_depend_on_order()
    {
        var documents = Enumerable.Range(0, 2120).Select(i => Passages.Of($"Document {i % 97} of {i % 89} {(i % 3 == 0 ? "members" : "others")}", i % 53 == 0 ? Membership.NonMember : Membership.Member, i)).ToList();
        var labels = Passages.Labels(documents);
        Assert.Equal((2080, 40, 2000, 40), (labels.First, labels.Second, labels.SampledFirst, labels.SampledSecond));
        Assert.Equal((1000, 40), (labels.Text?.First, labels.Text?.Second));
        Assert.Contains("2,000 of 2,080", HealthStatement.Sample(labels), StringComparison.Ordinal);
        Assert.Contains("the text as a whole on 1,000 and 40", HealthStatement.Sample(labels), StringComparison.Ordinal);
        Assert.Equal(JsonSerializer.Serialize(labels), JsonSerializer.Serialize(Passages.Labels(documents.OrderBy(d => StableHash.Of(d.Id)))));
    }

    [Fact]
    public void Duplicates_across_labels_are_counted_with_the_calibration()
    {
        var health = Passages.Examine([Passages.Of("One text.", Membership.Member, 1)], [Passages.Of("one  TEXT.", Membership.NonMember, 2)]);
        Assert.Equal(2, health.Duplicates.Exact.MemberAgainstNonMember.Documents);
    }

    [Fact]
    public void Punctuation_alone_is_caught()
    {
        var documents = Passages.All.Take(120).Select((d, i) => d with
        {
            Label = i % 2 == 0 ? Membership.Member : Membership.NonMember, Group = null, Text = i % 2 == 0 ? d.Text : d.Text.Replace("'", "’", StringComparison.Ordinal).Replace("\"", "”", StringComparison.Ordinal),
        });
        Assert.True(Passages.Labels(documents).Separates);
    }

    [Fact]
    public void What_earlier_versions_kept_is_read_as_they_judged_it()
    {
        const string Kept = """
            { "first": 80, "second": 80, "sampledFirst": 80, "sampledSecond": 80, "words": { "auc": { "value": 0.5, "low": 0.4, "high": 0.6 }, "separates": false, "reason": null },
              "length": { "auc": { "value": 0.7, "low": 0.6, "high": 0.8 }, "separates": true, "reason": null }, "years": { "auc": null, "separates": false, "reason": "none" },
              "languages": { "shares": [], "distance": 0, "separates": false }, "groups": 0, "mixedGroups": 0, "separates": true }
            """;
        var kept = JsonSerializer.Deserialize<SetComparison>(Kept, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("Nothing was read.");
        Assert.True(kept.Separates);
        Assert.Contains("tells 80 documents labelled member from 80 labelled nonmember (AUC .500, 95% interval .400 – .600)", HealthStatement.Labels(kept), StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_do_not_give_a_random_split_away()
    {
        // Each text three times, all of one label.
        var copies = Passages.All.Take(60).SelectMany((d, i) => Enumerable.Range(0, 3).Select(copy => d with { Id = $"{d.Id}-{copy}", Label = i % 2 == 0 ? Membership.Member : Membership.NonMember, Group = null })).ToList();
        var labels = Passages.Labels(copies);
        Assert.Equal((90, 90, 30, 30, true), (labels.Text?.First, labels.Text?.Second, labels.Text?.FirstUnits, labels.Text?.SecondUnits, labels.Text?.KeepsGroupsTogether));
        Assert.False(labels.Separates);
    }
}
