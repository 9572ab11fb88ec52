using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Findings.Health;
using LlmMiaProbe.Statistics;

namespace LlmMiaProbe.Probing;

/// <summary>
/// A run's corpus: parsed once and put on record, then read from the store for each model, so that no text is held in memory. Where a text
/// is not kept as it is, the files are read again, and must be the same.
/// </summary>
/// <param name="store">Keeps it.</param>
/// <param name="run">The run.</param>
/// <param name="settings">Of the run.</param>
/// <param name="chat">Puts conversations together; null to leave them as their plain texts.</param>
internal sealed class RegisteredCorpus(IProbeStore store, long run, RunSettings settings, ChatRecords? chat = null)
{
    private const int DocumentsPerTransaction = 500;

    private readonly Dictionary<long, string> _whyNot = [];

    public long Count { get; private set; }

    /// <summary>Told in one sentence each what only reading to the end showed of the records; it is kept with the run, too.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>Reads the corpus, puts documents and defects on record, and says who is tested and what the documents alone tell.</summary>
    /// <param name="forbidden">What must not be scored, see <see cref="GivenAway"/>, with the ids of the shots.</param>
    /// <param name="progress">Told as documents are read.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="ConfigurationException">
    /// A line is unreadable and the run is strict, a document is also among the shots or the calibration, or the shadow models know
    /// documents that are not there.
    /// </exception>
    /// <exception cref="PrerequisiteException">There is no document at all.</exception>
    public (TestDesign Design, DataHealth Health) Register(
        IReadOnlyDictionary<string, string> forbidden, IProgress<ProbeProgress> progress, CancellationToken cancellationToken)
    {
        var preparation = new RunPreparation(settings);
        var overlap = new ShotOverlap(forbidden);
        Register(Inspect, progress, cancellationToken);
        overlap.RequireNone();
        progress.Report(new ProbeProgress("comparing documents", Count, Count, 0, 0, 0));
        return preparation.Build(cancellationToken);

        void Inspect(Document document, bool calibrates)
        {
            var normalised = NormalisedText.Of(document.Text);
            overlap.Add(document, normalised);
            preparation.Add(document, calibrates, normalised);
        }
    }

    /// <summary>Reads the corpus and puts documents and defects on record.</summary>
    /// <param name="inspect">Shown each document, and whether it calibrates.</param>
    /// <param name="progress">Told as documents are read.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="ConfigurationException">A line is unreadable and the run is strict.</exception>
    /// <exception cref="PrerequisiteException">There is no document at all.</exception>
    public void Register(Action<Document, bool> inspect, IProgress<ProbeProgress> progress, CancellationToken cancellationToken)
    {
        store.ResetRun(run);
        var pending = new List<(RunDocument, string?)>();
        var defects = new List<CorpusDefect>();
        var shadows = ShadowRegister.For(settings);
        var pendingShadows = new List<DocumentShadow>();
        var recognised = new List<string>();
        foreach (var (entry, calibrates) in RunCorpus.Read(settings, chat, recognised.Add))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Defect is { } defect)
            {
                defects.Add(defect);
            }
            else if (entry.Document is { } document)
            {
                inspect(document, calibrates);
                if (document.WhyNot is { } reason)
                {
                    _whyNot[Count] = reason;
                }

                pending.Add((Describe(document, calibrates), settings.KeepText ? document.Text : null));
                pendingShadows.AddRange(shadows?.Add(Count, document.Id) ?? []);
                Count++;
                progress.Report(new ProbeProgress("reading corpus", Count, null, 0, 0, 0));
            }

            if (pending.Count == DocumentsPerTransaction)
            {
                store.AddDocuments(run, pending);
                store.AddShadows(run, pendingShadows);
                pending.Clear();
                pendingShadows.Clear();
            }
        }

        store.AddDocuments(run, pending);
        store.AddShadows(run, pendingShadows);
        store.AddDefects(run, defects);
        shadows?.RequireMatch();
        if (RunCorpus.Late(settings, recognised) is { Count: > 0 } late)
        {
            store.SetRecognised(run, [.. settings.Recognised ?? [], .. late]);
            foreach (var note in late)
            {
                Told?.Invoke(note);
            }
        }
    }

    /// <summary>Requires the files to hold what was registered before, as far as that went.</summary>
    /// <param name="isWhole">Whether all of the corpus was registered.</param>
    /// <param name="progress">Told as documents are read.</param>
    /// <param name="cancellationToken">Stops between documents.</param>
    /// <exception cref="PrerequisiteException">They do not.</exception>
    public void RequireSame(bool isWhole, IProgress<ProbeProgress> progress, CancellationToken cancellationToken)
    {
        var read = 0L;
        foreach (var _ in ReadFiles(isWhole))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(new ProbeProgress("comparing the corpus", ++read, null, 0, 0, 0));
        }
    }

    /// <summary>The registered documents with their texts, in order.</summary>
    /// <exception cref="PrerequisiteException">A text is not kept as it is, and the files are no longer what was registered.</exception>
    public IEnumerable<ReadDocument> Read() => settings.KeepText ? ReadKept() : ReadFiles();

    private IEnumerable<ReadDocument> ReadKept()
    {
        var read = 0;
        foreach (var document in store.ReadDocuments(run))
        {
            // Purged meanwhile by somebody: only the corpus has it then.
            if (store.FindText(document.Facts.Hash) is not { } text)
            {
                foreach (var rest in ReadFiles().Skip(read))
                {
                    yield return rest;
                }

                yield break;
            }

            yield return new ReadDocument(document.Ordinal, document.Id, document.Facts.Hash, text)
            {
                Rendered = document.Facts.RenderedOf(text), WhyNot = _whyNot.GetValueOrDefault(document.Ordinal),
            };
            read++;
        }
    }

    private IEnumerable<ReadDocument> ReadFiles(bool isWhole = true)
    {
        using var registered = store.ReadDocuments(run).GetEnumerator();
        foreach (var (entry, _) in RunCorpus.Read(settings, chat))
        {
            if (entry.Document is not { } document)
            {
                continue;
            }

            if (!registered.MoveNext())
            {
                if (!isWhole)
                {
                    yield break;
                }

                throw Changed($"{document.Origin} is new");
            }

            var before = registered.Current;
            if (before.Id != document.Id)
            {
                throw Changed($"{document.Origin} is {Quotation.Of(document.Id)}, and was {Quotation.Of(before.Id)}");
            }

            if (before.Facts.Hash != document.Hash)
            {
                throw Changed($"{document.Origin} has another text");
            }

            if (before.Label != document.Label)
            {
                throw Changed($"{document.Origin} is labelled {document.Label.ToText()}, and was {before.Label.ToText()}");
            }

            if (before.Facts.ZlibLength is null)
            {
                // A run that an earlier version began without keeping texts.
                store.AddFacts(DocumentFacts.Of(document));
            }

            yield return ReadDocument.Of(before.Ordinal, document);
        }

        if (registered.MoveNext())
        {
            var files = string.Join(", ", settings.Corpora.Concat(settings.Calibration).Select(source => source.Path));
            throw Changed($"{Quotation.Of(registered.Current.Id)} is no longer in {files}");
        }
    }

    private static PrerequisiteException Changed(string where) => new(
        $"The corpus changed since the run began ({where}): what was scored is kept. "
        + "Put the file back as it was and resume the run, or start a new run, which does not score again what is the same.");

    private RunDocument Describe(Document document, bool calibrates) =>
        new(Count, document.Id, document.Label, document.Group, document.Fields, DocumentFacts.Of(document), calibrates);
}
