using System.Text.Json;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Content;

/// <summary>The token evidence that a report carries, in blocks of some documents each.</summary>
internal sealed class EvidenceBlocks
{
    // Small enough to unpack in an instant, large enough to compress well.
    private const int TokensPerBlock = 16_384;

    // Compressed while the next ones are read.
    private readonly List<Task<string>> _blocks = [];
    private readonly Dictionary<int, (int Block, int Index)> _places = [];
    private readonly List<Action<Utf8JsonWriter>> _pending = [];
    private int _tokens;

    private EvidenceBlocks(int leftOut) => LeftOut = leftOut;

    /// <summary>Compressed arrays of <see cref="TokenEvidence"/>.</summary>
    public IEnumerable<string> Blocks => _blocks.Select(block => block.GetAwaiter().GetResult());

    /// <summary>Scored documents whose token evidence did not fit.</summary>
    public int LeftOut { get; }

    /// <summary>Where the evidence of a document is, by its place in the run; null if it is not carried.</summary>
    public (int Block, int Index)? Find(int place) => _places.TryGetValue(place, out var found) ? found : null;

    public static EvidenceBlocks Of(ReportContent content, ReportOptions options)
    {
        var chosen = Choose(content, options);
        var blocks = new EvidenceBlocks(content.Order.Count(place => content.Leading?.Scores[place]?.Value is not null && !chosen.Contains(place)));
        var vocabulary = content.Run.Settings.KeepText && content.Target is { } target ? content.Store.FindVocabulary(target.Model.Tokenizer) : null;
        var texts = vocabulary is null ? null : new TokenTexts(vocabulary, options.Redact);
        var (plain, reference) = (EvidenceRequest.Target(TextVariant.Plain).Name, EvidenceRequest.Reference(TextVariant.Plain).Name);
        var place = 0;
        foreach (var (document, evidence) in content.Store.ReadEvidence(content.Run.Id))
        {
            if (chosen.Contains(place) && evidence.TryGetValue(plain, out var scores))
            {
                var given = vocabulary is not null && document.Facts.Mask is not null && content.Store.FindText(document.Facts.Hash) is { } text
                    && document.Facts.RenderedOf(text) is { } conversation
                        ? GivenParts.Of(conversation, scores, vocabulary, options.Redact)
                        : null;
                blocks.Add(place, scores, content.ComparesTokens ? evidence.GetValueOrDefault(reference) : null, texts, given, options.Redact);
            }

            place++;
        }

        blocks.Flush();
        return blocks;
    }

    private static HashSet<int> Choose(ReportContent content, ReportOptions options)
    {
        var chosen = new HashSet<int>();
        var left = options.MostEvidence;
        foreach (var place in content.Order.Take(options.MostDocuments))
        {
            left -= content.Documents[place].Facts.ByteLength + GivenParts.BytesOf(content.Documents[place].Facts.Mask);
            if (left < 0)
            {
                break;
            }

            chosen.Add(place);
        }

        return chosen;
    }

    private void Add(
        int place, TokenScores target, TokenScores? reference, TokenTexts? texts, IReadOnlyList<(int Before, string Text)>? given, bool isRedacted)
    {
        _places.Add(place, (_blocks.Count, _pending.Count));
        _pending.Add(json => TokenEvidence.Write(json, target, reference, texts, given, isRedacted));
        _tokens += Math.Min(target.Count, TokenEvidence.MostTokens);
        if (_tokens >= TokensPerBlock)
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (_pending.Count > 0)
        {
            Action<Utf8JsonWriter>[] documents = [.. _pending];
            _blocks.Add(Task.Run(() => CompressedBlock.Of(json =>
            {
                json.WriteStartArray();
                Array.ForEach(documents, write => write(json));
                json.WriteEndArray();
            })));
            _pending.Clear();
            _tokens = 0;
        }
    }
}
