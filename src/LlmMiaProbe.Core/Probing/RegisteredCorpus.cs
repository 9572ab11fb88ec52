using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;

namespace LlmMiaProbe.Probing;

/// <summary>A run's corpus: put on record once, then read again from its files for each model, so that no text is held in memory.</summary>
internal sealed class RegisteredCorpus(IProbeStore store, long run, RunSettings settings)
{
    private const int DocumentsPerTransaction = 500;

    public long Count { get; private set; }

    /// <summary>Reads the corpus and puts documents and defects on record.</summary>
    /// <param name="forbidden">Texts in normal form that must not be under test, with the ids of the shots they belong to.</param>
    /// <param name="progress">Told as documents are read.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="ConfigurationException">A line is unreadable and the run is strict.</exception>
    /// <exception cref="PrerequisiteException">There is no document at all.</exception>
    public void Register(IReadOnlyDictionary<string, string> forbidden, IProgress<ProbeProgress> progress, CancellationToken cancellationToken)
    {
        store.ResetRun(run);
        var pending = new List<(RunDocument, string?)>();
        var defects = new List<CorpusDefect>();
        var overlaps = new List<string>();
        foreach (var entry in CorpusReader.Read(settings.Corpora))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Defect is { } defect)
            {
                RequireLenient(defect, settings.Strict);
                defects.Add(defect);
            }
            else if (entry.Document is { } document)
            {
                if (forbidden.Count > 0 && forbidden.TryGetValue(NormalisedText.Of(document.Text), out var shot))
                {
                    overlaps.Add($"'{document.Id}' (shot '{shot}')");
                }

                pending.Add((Describe(document), settings.KeepText ? document.Text : null));
                Count++;
                progress.Report(new ProbeProgress("reading corpus", Count, null, 0, 0, 0));
            }

            if (pending.Count == DocumentsPerTransaction)
            {
                store.AddDocuments(run, pending);
                pending.Clear();
            }

            if (Count == settings.Limit)
            {
                break;
            }
        }

        store.AddDocuments(run, pending);
        store.AddDefects(run, defects);
        RequireDocuments(Count, defects, settings.Corpora);
        if (overlaps.Count > 0)
        {
            throw new ConfigurationException($"{overlaps.Count} documents under test are also among the shots, which would give them away: {string.Join(", ", overlaps.Take(10))}{(overlaps.Count > 10 ? ", ..." : "")}. Take them out of one of the two files.");
        }
    }

    /// <summary>The registered documents with their texts, in order, read anew.</summary>
    /// <exception cref="PrerequisiteException">The files are no longer what was registered.</exception>
    public IEnumerable<(RunDocument Document, string Text)> Read()
    {
        using var registered = store.ReadDocuments(run).GetEnumerator();
        foreach (var entry in CorpusReader.Read(settings.Corpora))
        {
            if (entry.Document is not { } document)
            {
                continue;
            }

            if (!registered.MoveNext())
            {
                if (Count == settings.Limit)
                {
                    yield break;
                }

                throw Changed($"{document.Origin} is new");
            }

            if (registered.Current.Id != document.Id || registered.Current.Facts.Hash != ContentHash.Of(document.Text))
            {
                throw Changed(document.Origin);
            }

            yield return (registered.Current, document.Text);
        }

        if (registered.MoveNext())
        {
            throw Changed($"document '{registered.Current.Id}' is missing");
        }
    }

    internal static void RequireLenient(CorpusDefect defect, bool strict)
    {
        if (strict)
        {
            throw new ConfigurationException($"{defect.Location}: {defect.Reason} (--strict stops at the first such line; leave it out to skip and count them).");
        }
    }

    internal static void RequireDocuments(long count, IReadOnlyList<CorpusDefect> defects, IReadOnlyList<CorpusSource> sources)
    {
        if (count == 0)
        {
            var names = string.Join(", ", sources.Select(source => source.Path));
            throw new PrerequisiteException(defects.Count == 0
                ? $"There is no document in {names}: give at least one line, record or file with text."
                : $"There is no readable document in {names}; the first of {defects.Count} problems is {defects[0].Location}: {defects[0].Reason}.");
        }
    }

    private static PrerequisiteException Changed(string where) =>
        new($"The corpus changed while the run was under way ({where}): what was scored is kept; start a new run.");

    private RunDocument Describe(Document document) =>
        new(Count, document.Id, document.Label, document.Group, document.Fields, DocumentFacts.Of(document.Text));
}
