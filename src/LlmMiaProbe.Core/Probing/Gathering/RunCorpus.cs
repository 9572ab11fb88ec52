using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Probing;

/// <summary>The documents of a run in order: its corpora up to the limit, then those that serve only as calibration.</summary>
internal static class RunCorpus
{
    /// <summary>Reads the files anew.</summary>
    /// <param name="settings">Name them.</param>
    /// <param name="chat">Puts conversations together; null to leave them as their plain texts.</param>
    /// <param name="told">Told in one sentence each what is recognised, also what only the end of reading shows.</param>
    /// <exception cref="ConfigurationException">A line is unreadable and the run is strict, or a calibration document is labelled member.</exception>
    /// <exception cref="PrerequisiteException">There is no document at all, or none in the calibration corpora that were named.</exception>
    public static IEnumerable<(CorpusEntry Entry, bool Calibrates)> Read(
        RunSettings settings, ChatRecords? chat = null, Action<string>? told = null)
    {
        foreach (var entry in Require(settings.Corpora, settings.Limit, settings.Strict, chat, requiresLabel: true, told))
        {
            yield return (entry, false);
        }

        if (settings.Calibration.Count == 0)
        {
            yield break;
        }

        foreach (var entry in Require(settings.Calibration, null, settings.Strict, chat, requiresLabel: false, told))
        {
            yield return entry.Document is { } document ? (CorpusEntry.Of(AsNonMember(document)), true) : (entry, true);
        }
    }

    /// <summary>The documents alone, as a run numbers them.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static IEnumerable<ReadDocument> ReadDocuments(RunSettings settings, ChatRecords? chat)
    {
        var ordinal = 0L;
        foreach (var document in Read(settings, chat).Select(read => read.Entry.Document).OfType<Document>())
        {
            yield return ReadDocument.Of(ordinal++, document);
        }
    }

    /// <summary>What was told while a run's corpora were read, and was not known when it began.</summary>
    public static IReadOnlyList<string> Late(RunSettings settings, IEnumerable<string> told) => [.. told.Except(settings.Recognised ?? [])];

    /// <summary>The documents of a part, as the whole run numbers them. Nothing is read after the last of them.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static IEnumerable<ReadDocument> ReadDocuments(RunSettings settings, ChatRecords? chat, RunPart part) => ReadDocuments(settings, chat)
        .SkipWhile(document => document.Ordinal < part.From.Document)
        .TakeWhile(document => part.Has(document.Ordinal))
        .Select(document => document with { Starts = part.StartsIn(document.Ordinal) });

    /// <summary>Reads as far as the first document of each kind of corpus, and as is needed to say what the records are.</summary>
    /// <param name="settings">Of the run.</param>
    /// <param name="told">Told in one sentence each what is recognised.</param>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static void RequireFirst(RunSettings settings, Action<string>? told)
    {
        foreach (var sources in new[] { settings.Corpora, settings.Calibration }.Where(sources => sources.Count > 0))
        {
            _ = Require(sources, 1, settings.Strict, null, requiresLabel: false, told: null).Count();
        }

        foreach (var note in new[] { settings.Corpora, settings.Calibration, settings.Shots, settings.MemberShots }
            .SelectMany(sources => CorpusReader.Recognise(sources, requiresLabel: ReferenceEquals(sources, settings.Corpora)))
            .Distinct(StringComparer.Ordinal))
        {
            told?.Invoke(note);
        }
    }

    /// <summary>Whether a chat record is among the documents or the shots; reads as far as the first.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static bool HoldsChatRecords(RunSettings settings) =>
        Read(settings).Select(read => read.Entry)
            .Concat(CorpusReader.Read([.. settings.Shots, .. settings.MemberShots], requiresLabel: false, told: null))
            .Any(entry => entry.Document?.Conversation is not null);

    private static IEnumerable<CorpusEntry> Require(
        IReadOnlyList<CorpusSource> sources, int? limit, bool strict, ChatRecords? chat, bool requiresLabel, Action<string>? told)
    {
        var (documents, defects, first) = (0, 0, (CorpusDefect?)null);
        var answers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in CorpusReader.Read(sources, requiresLabel, told))
        {
            if (entry.Defect is { } defect)
            {
                defect.RequireLenient(strict);
                (defects, first) = (defects + 1, first ?? defect);
            }

            if (entry.Document is not { } document)
            {
                yield return entry;
                continue;
            }

            foreach (var one in chat?.Of(document) ?? [document])
            {
                // Answers of a record have ids of their own, which another document may have; no other ids need be remembered.
                if (chat is { Divides: true } && ChatRecords.IsLikeAnswer(one.Id) && !answers.Add(one.Id))
                {
                    var again = new CorpusDefect(document.Origin, 0, $"the id {Quotation.Of(one.Id)} was used before; ids must be unique");
                    again.RequireLenient(strict);
                    (defects, first) = (defects + 1, first ?? again);
                    yield return CorpusEntry.Of(again);
                    continue;
                }

                yield return CorpusEntry.Of(one);
                documents++;
                if (documents == limit)
                {
                    yield break;
                }
            }
        }

        if (documents == 0)
        {
            var names = string.Join(", ", sources.Select(source => source.Path));
            throw new PrerequisiteException(first is null
                ? $"There is no document in {names}: give at least one line, record or file with text."
                : $"There is no readable document in {names}; the first of {defects} problems is {first.Location}: {first.Reason}.");
        }
    }

    private static Document AsNonMember(Document document) => document.Label == Membership.Member
        ? throw new ConfigurationException(
            $"{document.Origin}: '{document.Id}' is labelled member, but documents that calibrate are known non-members: "
            + "take it out, or give the file with --corpus.")
        : document with { Label = Membership.NonMember };
}

/// <summary>A document of a run's corpus with its text.</summary>
/// <param name="Ordinal">Its place in the run, from 0.</param>
/// <param name="Id">Its name.</param>
/// <param name="Hash">Of the text.</param>
/// <param name="Text">As it was read.</param>
internal sealed record ReadDocument(long Ordinal, string Id, ContentHash Hash, string Text)
{
    /// <summary>See <see cref="Document.Rendered"/>.</summary>
    public RenderedText? Rendered { get; init; }

    /// <summary>See <see cref="Document.WhyNot"/>.</summary>
    public string? WhyNot { get; init; }

    /// <summary>Where windows of it may begin that are asked about.</summary>
    public WindowStarts Starts { get; init; } = WindowStarts.All;

    public static ReadDocument Of(long ordinal, Document document) =>
        new(ordinal, document.Id, document.Hash, document.Text) { Rendered = document.Rendered, WhyNot = document.WhyNot };
}
