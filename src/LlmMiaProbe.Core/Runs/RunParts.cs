using LlmMiaProbe.Corpora;
using LlmMiaProbe.Extraction;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Runs;

/// <summary>The corpus of a run, cut into parts that cost about the same.</summary>
/// <param name="Documents">Documents of the run.</param>
/// <param name="Digest">SHA-256 over their content hashes in order, 64 hexadecimal digits.</param>
/// <param name="Parts">In order; each document, or place where a window begins, belongs to one of them. None is empty.</param>
public sealed record RunParts(long Documents, string Digest, IReadOnlyList<RunPart> Parts)
{
    // Documents, or places where windows begin, by which machines are compared.
    private const int Compared = 20;

    /// <summary>The first documents, windows or shards, by which machines of different kinds can be compared.</summary>
    public RunPart? Calibration { get; init; }

    /// <summary>Reads the corpus twice and cuts it: by bytes of documents or, for an extraction, by places where windows begin.</summary>
    /// <param name="settings">Of the run.</param>
    /// <param name="models">Open the chat template, where there is need.</param>
    /// <param name="parts">How many, at least 1; fewer come of it where there are fewer documents or windows.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="ConfigurationException">A line is unreadable and the run is strict.</exception>
    /// <exception cref="PrerequisiteException">There is no document at all.</exception>
    public static RunParts Cut(RunSettings settings, IModelProvider models, int parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Cut(settings, new ChatRecords(models, settings), null, parts, cancellationToken);
    }

    /// <summary>The same where chat records are taken as the texts of their turns.</summary>
    /// <param name="settings">Of the run.</param>
    /// <param name="order">Cut between the shards of this test; null to cut between any two documents.</param>
    /// <param name="parts">How many, at least 1; fewer come of it where there are fewer documents or shards.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="ConfigurationException">A line is unreadable and the run is strict, or there are too few documents for the shards.</exception>
    /// <exception cref="PrerequisiteException">There is no document at all.</exception>
    public static RunParts CutPlain(RunSettings settings, ExchangeabilitySettings? order, int parts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Cut(settings, null, order, parts, cancellationToken);
    }

    private static RunParts Cut(RunSettings settings, ChatRecords? chat, ExchangeabilitySettings? order, int parts, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var (costs, texts) = (new List<long>(), new List<int>());
        using var whole = new DocumentsDigest();
        foreach (var document in Read())
        {
            whole.Add(document);
            costs.Add(CostOf(document, settings.Extraction));
            texts.Add(settings.Extraction is null || document.Rendered is not null ? 0 : document.Text.Length);
        }

        var stride = settings.Extraction?.StrideCharacters ?? 1;
        var places = order is null ? Places(costs, texts, stride, parts) : PlacesBetween(order, costs, parts);
        var compared = new RunPart(
            default,
            order is not null ? new PartPlace(order.StartOf(1, costs.Count), 0)
                : settings.Extraction is null ? new PartPlace(Math.Min(Compared, costs.Count), 0)
                : FirstWindows(costs, texts, stride),
            "");
        return new RunParts(whole.Count, whole.Finish(), Digested(places, Read()))
        {
            Calibration = Digested([compared.From, compared.To], Read().TakeWhile(document => compared.Has(document.Ordinal)))[0],
        };

        IEnumerable<ReadDocument> Read()
        {
            foreach (var document in RunCorpus.ReadDocuments(settings, chat))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return document;
            }
        }
    }

    /// <summary>Where parts of equal cost begin, and where the last one ends.</summary>
    /// <param name="costs">Of each document, at least 1.</param>
    /// <param name="characters">Of each document that may be cut; 0 for one that stays whole.</param>
    /// <param name="stride">Characters between two places where a document may be cut.</param>
    /// <param name="parts">How many.</param>
    internal static IReadOnlyList<PartPlace> Places(IReadOnlyList<long> costs, IReadOnlyList<int> characters, int stride, int parts)
    {
        var (total, before, places) = (costs.Sum(), 0L, new List<PartPlace> { default });
        for (var (document, next) = (0, 1); document < costs.Count; before += costs[document++])
        {
            for (; next < parts && Boundary(next) < before + costs[document]; next++)
            {
                // A share of the document's characters, down to a place where a window may begin.
                var share = (double)(Boundary(next) - before) / costs[document];
                var character = characters[document] == 0 ? 0 : (int)(share * characters[document] / stride) * stride;

                // What stays whole goes to the part in which the larger share of it would be.
                Add(characters[document] == 0 && share > .5 ? new PartPlace(document + 1, 0) : new PartPlace(document, character));
            }
        }

        Add(new PartPlace(costs.Count, 0));
        return places;

        long Boundary(int part) => (long)((Int128)total * part / parts);

        void Add(PartPlace place)
        {
            if (place.Document > places[^1].Document || (place.Document == places[^1].Document && place.Character > places[^1].Character))
            {
                places.Add(place);
            }
        }
    }

    private static List<PartPlace> PlacesBetween(ExchangeabilitySettings order, List<long> costs, int parts)
    {
        order.Require(costs.Count);
        var shards = Enumerable.Range(0, order.Shards)
            .Select(shard => (Start: (int)order.StartOf(shard, costs.Count), End: (int)order.StartOf(shard + 1, costs.Count)))
            .Select(shard => costs.GetRange(shard.Start, shard.End - shard.Start).Sum());
        return
        [
            .. Places([.. shards], new int[order.Shards], 1, parts).Select(place => new PartPlace(order.StartOf((int)place.Document, costs.Count), 0)),
        ];
    }

    /// <summary>Where the first windows end.</summary>
    private static PartPlace FirstWindows(List<long> costs, List<int> characters, int stride)
    {
        var left = (long)Compared;
        for (var document = 0; document < costs.Count; left -= costs[document++])
        {
            if (left <= costs[document])
            {
                return left < costs[document] && characters[document] > 0 ? new PartPlace(document, (int)left * stride) : new PartPlace(document + 1, 0);
            }
        }

        return new PartPlace(costs.Count, 0);
    }

    private static long CostOf(ReadDocument document, ExtractionSettings? extraction) => Math.Max(
        1,
        extraction is null ? document.Text.Length
            : document.Rendered is { } rendered ? rendered.Parts.Count(part => part.Kind == TextPartKind.Scored)
            : WindowPlanner.CountStarts(document.Text.Length, extraction));

    private static List<RunPart> Digested(IReadOnlyList<PartPlace> places, IEnumerable<ReadDocument> documents)
    {
        List<RunPart> parts = [.. places.Zip(places.Skip(1), (from, to) => new RunPart(from, to, ""))];
        List<DocumentsDigest> digests = [.. parts.Select(_ => new DocumentsDigest())];
        var first = 0;
        foreach (var document in documents)
        {
            for (; first < parts.Count - 1 && !parts[first].Has(document.Ordinal); first++)
            {
                // Parts are in order, so that those before are over.
            }

            for (var part = first; part < parts.Count && parts[part].Has(document.Ordinal); part++)
            {
                digests[part].Add(document);
            }
        }

        var digested = parts.Select((part, i) => part with { Digest = digests[i].Finish() }).ToList();
        digests.ForEach(digest => digest.Dispose());
        return digested;
    }
}
