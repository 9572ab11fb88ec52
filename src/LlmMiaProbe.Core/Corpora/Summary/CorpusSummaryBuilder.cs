using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Sums a corpus up while it is read. Keeps about 200 bytes a document for duplicates and about 50 a group, no texts.
/// </summary>
public sealed class CorpusSummaryBuilder : IDisposable
{
    private const int DefectsShown = 20;

    private static readonly Membership[] LabelOrder = [Membership.Member, Membership.NonMember, Membership.Unknown];

    private readonly Dictionary<Membership, LengthTally> lengths = LabelOrder.ToDictionary(label => label, _ => new LengthTally());
    private readonly Dictionary<Hash128, LabelSet> groups = [];
    private readonly DuplicateFinder duplicates = new();
    private readonly CorpusDigest digest = new();
    private readonly List<CorpusDefect> defects = [];
    private readonly OrderedDictionary<string, (CorpusDefect First, long Count)> kinds = new(StringComparer.Ordinal);
    private long defectCount;
    private long leftOutCount;
    private long emptyDocuments;
    private long ungroupedDocuments;

    public void Add(CorpusEntry entry)
    {
        if (entry.Document is { } document)
        {
            Add(document);
        }

        if (entry.Defect is { } defect)
        {
            Add(defect);
        }
    }

    public void Add(Document document)
    {
        var utf8 = Encoding.UTF8.GetBytes(document.Text);
        lengths[document.Label].Add(utf8.Length);
        digest.Add(document.Id, ContentHash.Of(utf8), document.Label, document.Group);
        duplicates.Add(document);
        emptyDocuments += string.IsNullOrWhiteSpace(document.Text) ? 1 : 0;
        if (document.Group is { } group)
        {
            var key = Hash128.Of(group);
            groups[key] = groups.GetValueOrDefault(key).With(document.Label);
        }
        else
        {
            ungroupedDocuments++;
        }
    }

    public void Add(CorpusDefect defect)
    {
        defectCount++;
        leftOutCount += defect.IsLeftOut ? 1 : 0;
        if (defects.Count < DefectsShown)
        {
            defects.Add(defect);
        }

        // A file that is not read is named by itself, whatever others there are.
        var key = defect.Line > 0 ? defect.Reason : $"{defect.File}\n{defect.Reason}";
        if (kinds.TryGetValue(key, out var kind))
        {
            kinds[key] = kind with { Count = kind.Count + 1 };
        }
        else if (kinds.Count < DefectsShown)
        {
            kinds.Add(key, (defect, 1));
        }
    }

    /// <summary>The summary of what was added so far; more may be added afterwards.</summary>
    public CorpusSummary Build() => new(
        [.. LabelOrder.Select(label => lengths[label].ToSummary(label))],
        new GroupSummary(groups.Count, groups.Values.LongCount(labels => labels.IsMixed), ungroupedDocuments),
        duplicates.Find(),
        emptyDocuments,
        defectCount,
        [.. defects],
        leftOutCount,
        digest.Current())
    {
        DefectKinds = [.. kinds.Values],
    };

    public void Dispose() => digest.Dispose();
}
