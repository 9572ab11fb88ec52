using System.Globalization;
using LlmMiaProbe.Cli.Console;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Cli.Views;

/// <summary>What a corpus holds, for people.</summary>
internal static class CorpusView
{
    private const int ShownPairs = 5;
    private const int ShownProblems = 5;

    public static void Write(TextWriter output, CorpusSummary summary, IReadOnlyList<string> recognised)
    {
        output.WriteLine($"documents   {Figures.Count(summary.Documents)} · {Figures.Count(summary.Bytes)} bytes of UTF-8 · digest {summary.Digest[..12]}…");
        foreach (var (sentence, index) in recognised.Select((sentence, index) => (sentence, index)))
        {
            output.WriteLine($"{(index == 0 ? "read as" : ""),-11} {sentence}");
        }

        foreach (var label in summary.Labels)
        {
            output.WriteLine($"  {label.Label.ToText(),-9} {Figures.Count(label.Documents),9}" + (label.Documents == 0
                ? ""
                : $"   bytes: least {Figures.Count(label.LeastBytes)}, median {Figures.Count(label.MedianBytes)}, most {Figures.Count(label.MostBytes)}"));
        }

        output.WriteLine($"groups      {Groups(summary.Groups)}");
        output.WriteLine(
            summary.EmptyDocuments == 0 ? "empty       none" : $"empty       {Figures.Count(summary.EmptyDocuments, "document")} of nothing but white space");

        WriteDuplicates(output, "equal", summary.Duplicates.Exact);
        WriteDuplicates(output, "similar", summary.Duplicates.Near);
        var (records, files) = (summary.DefectCount - summary.LeftOutCount, summary.LeftOutCount);
        List<string> parts =
        [
            .. records == 0 ? (string[])[] : [Figures.Count(records, "record")],
            .. files == 0 ? (string[])[] : [Figures.Count(files, "file")],
        ];
        output.WriteLine(parts.Count == 0 ? "left out    nothing" : $"left out    {string.Join(" and ", parts)}:");
        foreach (var (first, count) in summary.DefectKinds)
        {
            output.WriteLine($"  {first.Location}: {first.Reason}{(count == 1 ? "" : $" (and {Figures.Count(count - 1)} more like it)")}");
        }

        if (summary.DefectCount - summary.DefectKinds.Sum(kind => kind.Count) is > 0 and var others)
        {
            output.WriteLine($"  … and {Figures.Count(others)} more");
        }
    }

    /// <summary>What was not read, as a clause that goes on after a middle dot; empty for nothing.</summary>
    /// <param name="unreadable">Lines and records that cannot be read.</param>
    /// <param name="leftOut">Files of folders that are not read.</param>
    public static string NotRead(long unreadable, long leftOut) => string.Concat(
        unreadable == 0 ? "" : $" · {Figures.Count(unreadable, "record")} left out",
        leftOut == 0 ? "" : $" · {Figures.Count(leftOut, "file")} not read");

    /// <summary>Names the first parts of a corpus that are no document, under a line that counts them.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="first">At least as many as are shown, if there are so many.</param>
    /// <param name="all">How many there are.</param>
    public static void WriteNotRead(LabelledLines lines, IReadOnlyList<CorpusDefect> first, long all)
    {
        foreach (var defect in first.Take(ShownProblems))
        {
            lines.Write("", RelativePaths.In($"{defect.Location}: {defect.Reason}"));
        }

        if (all > ShownProblems)
        {
            lines.Write("", $"… and {Figures.Count(all - ShownProblems)} more; 'mia-probe corpus check' lists them");
        }
    }

    private static string Groups(GroupSummary groups) => groups.Groups == 0
        ? "none"
        : $"{Figures.Count(groups.Groups)}, {Figures.Count(groups.Mixed)} of them with members and non-members"
            + (groups.UngroupedDocuments == 0 ? "" : $" · {Figures.Count(groups.UngroupedDocuments, "document")} without a group");

    private static void WriteDuplicates(TextWriter output, string kind, DuplicateTally tally)
    {
        var parts = new[]
        {
            (tally.MemberAgainstNonMember, "between members and non-members: they spoil the comparison"),
            (tally.WithinLabel, "within one label"),
            (tally.AgainstUnknown, "between labelled and unlabelled"),
        };
        if (parts.All(part => part.Item1.Documents == 0))
        {
            output.WriteLine(
                $"{kind,-11} none "
                + (kind == "similar"
                    ? "(word 5-grams with a Jaccard similarity of about 0.8 or more)"
                    : "(but for white space, case and Unicode normalisation)"));
            return;
        }

        foreach (var (count, where) in parts.Where(part => part.Item1.Documents > 0))
        {
            output.WriteLine($"{kind,-11} {Figures.Count(count.Documents, "document")} {where}");
            foreach (var pair in count.Examples.Take(ShownPairs))
            {
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {Names.Of(pair.FirstId)} ({pair.FirstLabel.ToText()}) and {Names.Of(pair.SecondId)} ({pair.SecondLabel.ToText()}), "
                        + $"similarity {pair.Similarity:0.00}"));
            }
        }
    }
}
