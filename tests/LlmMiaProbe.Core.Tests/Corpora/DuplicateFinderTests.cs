using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class DuplicateFinderTests
{
    [Fact]
    public void Equal_texts_are_found_whatever_their_case_white_space_and_form()
    {
        var report = Find(
            ("a", "Café au lait", Membership.Member),
            ("b", " CAFE\u0301  au\nlait ", Membership.NonMember),
            ("c", "cafe au lait", Membership.NonMember),
            ("d", "Café au lait", Membership.Member),
            ("e", "CAFÉ AU LAIT", Membership.Unknown));
        Assert.Equal((2, 3, 4), Counts(report.Exact));
        Assert.Equal((0, 0, 0), Counts(report.Near));
        Assert.Equal([new DuplicatePair("a", Membership.Member, "d", Membership.Member, 1)], report.Exact.WithinLabel.Examples);
        Assert.Equal(["a-b", "b-d"], report.Exact.MemberAgainstNonMember.Examples.Select(pair => $"{pair.FirstId}-{pair.SecondId}"));
        Assert.Equal(["a-e", "b-e"], report.Exact.AgainstUnknown.Examples.Select(pair => $"{pair.FirstId}-{pair.SecondId}"));
    }

    [Fact]
    public void Exact_counts_agree_with_comparing_every_pair()
    {
        var random = new Random(5);
        var documents = Enumerable.Range(0, 400)
            .Select(i => ($"d{i}", $"text {random.Next(150)}", (Membership)random.Next(3)))
            .ToArray();
        Assert.Equal(BruteForceCounts(documents, (left, right) => left.Text == right.Text), Counts(Find(documents).Exact));
    }

    [Fact]
    public void Near_duplicates_agree_with_jaccard_similarity_of_every_pair()
    {
        var documents = MutatedDocuments(new Random(11), families: 60, variants: 6, mostChanges: 4);
        var similarity = Similarities(documents);
        var near = Find(documents).Near;

        // Four standard errors of the estimate to either side of 0.8 decide nothing here; beyond them nothing may be wrong.
        var surely = BruteForceCounts(documents, (left, right) => similarity(left.Id, right.Id) is >= 0.92 and < 1);
        var possibly = BruteForceCounts(documents, (left, right) => similarity(left.Id, right.Id) is >= 0.62 and < 1);
        var found = Counts(near);
        Assert.InRange(found.Within, surely.Within, possibly.Within);
        Assert.InRange(found.Contradicting, surely.Contradicting, possibly.Contradicting);
        Assert.InRange(found.Unknown, surely.Unknown, possibly.Unknown);
        Assert.True(surely.Contradicting > 30, "The documents must hold near-duplicates for the test to mean anything.");
        Assert.All(near.WithinLabel.Examples.Concat(near.MemberAgainstNonMember.Examples), pair =>
            Assert.InRange(pair.Similarity - similarity(pair.FirstId, pair.SecondId), -0.18, 0.18));
    }

    [Fact]
    public void Near_duplicates_near_the_bound_are_found_about_as_often_as_the_estimate_allows()
    {
        var documents = MutatedDocuments(new Random(23), families: 150, variants: 4, mostChanges: 6);
        var similarity = Similarities(documents);
        var truth = BruteForceCounts(documents, (left, right) => similarity(left.Id, right.Id) is >= 0.8 and < 1);
        var found = Counts(Find(documents).Near);
        Assert.InRange(found.Contradicting, 0.9 * truth.Contradicting, 1.1 * truth.Contradicting);
        Assert.InRange(found.Within, 0.9 * truth.Within, 1.1 * truth.Within);
    }

    [Fact]
    public void Estimates_are_unbiased_over_many_pairs()
    {
        var documents = MutatedDocuments(new Random(3), families: 100, variants: 2, mostChanges: 6);
        var similarity = Similarities(documents);
        var sketch = new MinHashSketch();
        var errors = new List<double>();
        for (var i = 0; i < documents.Length; i += 2)
        {
            Assert.True(sketch.TryMake(NormalisedText.Of(documents[i].Text), out var left));
            Assert.True(sketch.TryMake(NormalisedText.Of(documents[i + 1].Text), out var right));
            errors.Add(MinHashSignature.Similarity(ref left, ref right) - similarity(documents[i].Id, documents[i + 1].Id));
        }

        // One estimate has a standard error of at most 0.045, their mean a tenth of it.
        Assert.InRange(errors.Average(), -0.018, 0.018);
        Assert.InRange(Math.Sqrt(errors.Average(error => error * error)), 0.005, 0.06);
    }

    [Fact]
    public void Texts_of_fewer_than_five_words_are_compared_for_equality_only()
    {
        var report = Find(("a", "one two three four", Membership.Member), ("b", "one two three four.", Membership.NonMember), ("c", "", Membership.Member), ("d", " ", Membership.Member));
        Assert.Equal((2, 0, 0), Counts(report.Exact));
        Assert.Equal((0, 0, 0), Counts(report.Near));
    }

    [Fact]
    public void The_first_twenty_pairs_are_shown_and_all_documents_counted()
    {
        var report = Find([.. Enumerable.Range(0, 50).Select(i => ($"d{i:00}", "the same words in each and every document", Membership.Member))]);
        Assert.Equal(50, report.Exact.WithinLabel.Documents);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => ("d00", $"d{i:00}")), report.Exact.WithinLabel.Examples.Select(pair => (pair.FirstId, pair.SecondId)));
    }

    [Fact]
    public void Copies_of_a_near_duplicate_count_like_it()
    {
        var text = string.Join(' ', Enumerable.Range(0, 200));
        var report = Find(("a", text, Membership.Member), ("b", text + " end", Membership.NonMember), ("c", text, Membership.Member));
        Assert.Equal((0, 3, 0), Counts(report.Near));
        Assert.Equal(("a", "b"), (report.Near.MemberAgainstNonMember.Examples[0].FirstId, report.Near.MemberAgainstNonMember.Examples[0].SecondId));
    }

    [Fact]
    public void Every_document_of_a_large_family_counts()
    {
        var text = string.Join(' ', Enumerable.Range(0, 300));
        var near = Find([.. Enumerable.Range(0, 500).Select(i => ($"d{i}", $"{text} and lastly {i}", Membership.Member))]).Near;
        Assert.Equal(500, near.WithinLabel.Documents);
        Assert.Equal(20, near.WithinLabel.Examples.Count);
        Assert.Equal(("d0", "d1"), (near.WithinLabel.Examples[0].FirstId, near.WithinLabel.Examples[0].SecondId));
    }

    [Fact]
    public void The_same_documents_give_the_same_report()
    {
        var documents = MutatedDocuments(new Random(9), families: 20, variants: 5, mostChanges: 3);
        var (first, second) = (Find(documents).Near, Find(documents).Near);
        Assert.Equal(first.WithinLabel.Examples, second.WithinLabel.Examples);
        Assert.Equal(Counts(first), Counts(second));
    }

    private static (long Within, long Contradicting, long Unknown) Counts(DuplicateTally tally) =>
        (tally.WithinLabel.Documents, tally.MemberAgainstNonMember.Documents, tally.AgainstUnknown.Documents);

    private static (long Within, long Contradicting, long Unknown) BruteForceCounts(
        (string Id, string Text, Membership Label)[] documents,
        Func<(string Id, string Text, Membership Label), (string Id, string Text, Membership Label), bool> partners)
    {
        (long Within, long Contradicting, long Unknown) counts = (0, 0, 0);
        foreach (var document in documents)
        {
            var labels = documents.Where(other => other.Id != document.Id && partners(document, other)).Select(other => other.Label).ToHashSet();
            counts.Within += labels.Contains(document.Label) ? 1 : 0;
            counts.Contradicting += document.Label != Membership.Unknown && labels.Any(label => label != Membership.Unknown && label != document.Label) ? 1 : 0;
            counts.Unknown += labels.Any(label => label != document.Label && (label == Membership.Unknown || document.Label == Membership.Unknown)) ? 1 : 0;
        }

        return counts;
    }

    private static (string Id, string Text, Membership Label)[] MutatedDocuments(Random random, int families, int variants, int mostChanges)
    {
        var documents = new List<(string, string, Membership)>();
        for (var family = 0; family < families; family++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(60, 400)).Select(_ => $"w{random.Next(2000)}")];
            for (var variant = 0; variant < variants; variant++)
            {
                documents.Add(($"{family}.{variant}", string.Join(' ', words), (Membership)random.Next(3)));
                for (var change = random.Next(mostChanges); change >= 0; change--)
                {
                    words[random.Next(words.Length)] = $"v{random.Next(100_000)}";
                }
            }
        }

        return [.. documents];
    }

    private static Func<string, string, double> Similarities((string Id, string Text, Membership Label)[] documents)
    {
        var shingles = documents.ToDictionary(document => document.Id, document => Shingles(document.Text), StringComparer.Ordinal);
        return (left, right) =>
        {
            var common = shingles[left].Count(shingles[right].Contains);
            return common / (double)(shingles[left].Count + shingles[right].Count - common);
        };
    }

    private static HashSet<string> Shingles(string text)
    {
        var words = text.Split(' ');
        return [.. Enumerable.Range(0, words.Length - 4).Select(start => string.Join(' ', words, start, 5))];
    }

    private static DuplicateReport Find(params (string Id, string Text, Membership Label)[] documents)
    {
        var finder = new DuplicateFinder();
        foreach (var (id, text, label) in documents)
        {
            finder.Add(new Document { Id = id, Text = text, Label = label, Origin = "x" });
        }

        return finder.Find();
    }
}
