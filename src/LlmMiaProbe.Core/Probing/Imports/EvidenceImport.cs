using System.Globalization;
using System.Security.Cryptography;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Takes token scores that somebody computed elsewhere into a store: JSON lines as <c>evidence export</c> writes them. A line is taken
/// only if its tokens spell the document that it names and its numbers can be log-probabilities.
/// </summary>
/// <param name="store">Keeps the scores under the fingerprints of the imported models.</param>
/// <param name="keepText">Keep what the tokens spell, too.</param>
public sealed class EvidenceImport(IProbeStore store, bool keepText)
{
    private const string Plain = "plain";
    private const int ShownProblems = 20;

    // Two computations of one text on the same machine; more is another model or another text.
    private const double MostApart = 1e-3;

    private readonly List<CorpusDefect> _problems = [];
    private readonly List<(string Document, string Spelled, int Problem)> _misspelt = [];
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private Dictionary<string, ContentHash> _documents = new(StringComparer.Ordinal);

    /// <summary>Lines that were not taken, the first of them.</summary>
    public IReadOnlyList<CorpusDefect> Problems => _problems;

    /// <summary>Lines that were not taken.</summary>
    public long Refused { get; private set; }

    /// <summary>Lines about documents that the corpus does not hold.</summary>
    public long Strange { get; private set; }

    /// <summary>Lines of a reference model, which was not named.</summary>
    public long Unnamed { get; private set; }

    /// <param name="corpora">The documents that the scores are of.</param>
    /// <param name="target">The file, and what the model under test is called.</param>
    /// <param name="reference">The same of the model to compare with, whose lines may be in the target's file; null for none.</param>
    /// <param name="progress">Told how many lines are read.</param>
    /// <param name="cancellationToken">Stops between lines; what was taken is kept, and taken again without harm.</param>
    /// <exception cref="ConfigurationException">No line of a model can be taken, or two lines say different things of one text.</exception>
    /// <exception cref="PrerequisiteException">A file cannot be read, or changed meanwhile.</exception>
    public (ImportedModel Target, ImportedModel? Reference) Import(
        IReadOnlyList<CorpusSource> corpora, (string File, string Name) target, (string? File, string Name)? reference, IProgress<ProbeProgress> progress,
        CancellationToken cancellationToken)
    {
        _documents = ReadDocuments(corpora);
        var targetLines = new ImportedLines(target.Name, "target", target.File);
        var isBeside = reference is { File: null };
        var referenceLines = reference is { } compared ? new ImportedLines(compared.Name, "reference", compared.File ?? target.File) : null;
        ReadFile(target.File, role => role switch
        {
            null or "target" => targetLines,
            _ when isBeside => referenceLines,
            _ => null,
        }, progress, cancellationToken);
        if (reference?.File is { } file && referenceLines is not null)
        {
            ReadFile(file, _ => referenceLines, progress, cancellationToken);
        }

        DescribeMisspelt(corpora);
        return (Require(targetLines), referenceLines is null ? null : Require(referenceLines));
    }

    private static Dictionary<string, ContentHash> ReadDocuments(IReadOnlyList<CorpusSource> corpora)
    {
        var documents = new Dictionary<string, ContentHash>(StringComparer.Ordinal);
        foreach (var document in CorpusReader.Read(corpora).Select(entry => entry.Document).OfType<Document>())
        {
            documents.TryAdd(document.Id, ContentHash.Of(document.Text));
        }

        return documents;
    }

    private void ReadFile(string path, Func<string?, ImportedLines?> linesOf, IProgress<ProbeProgress> progress, CancellationToken cancellationToken)
    {
        RequireLines(path);
        var identity = FileIdentity.Of(path);
        var hash = _hashes[path] = HashOf(path);
        using var bytes = CorpusBytes.Open(path);
        var reader = new ByteLineReader(bytes);
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(new ProbeProgress("reading evidence", reader.Number, null, 0, Refused, 0));
            if (reader.TooLong)
            {
                Refuse(path, reader.Number, "the line is longer than 256 MiB");
            }
            else if (!reader.IsBlank)
            {
                Take(path, hash, reader.Number, reader.Line.ToArray(), linesOf);
            }
        }

        if (FileIdentity.Of(path) != identity)
        {
            throw new PrerequisiteException($"{path} changed while it was being read: run the command again once nobody writes to it.");
        }
    }

    private void Take(string path, string hash, long number, byte[] utf8, Func<string?, ImportedLines?> linesOf)
    {
        try
        {
            var line = ImportedLine.Parse(utf8);
            if (linesOf(line.Role) is not { } lines)
            {
                Unnamed++;
            }
            else if (!_documents.TryGetValue(line.Document, out var text))
            {
                Strange++;
            }
            else if (TextIn(line, text) is { } spelled)
            {
                Keep(lines, hash, line, spelled, $"{path}:{number}");
            }
            else
            {
                _misspelt.Add((line.Document, line.Text, Refuse(
                    path, number, $"the tokens spell another text than the document {Quotation.Of(line.Document)} has")));
            }
        }
        catch (FormatException e)
        {
            Refuse(path, number, e.Message);
        }
    }

    /// <summary>What the tokens spell, as the corpus has it; null if that is another text. SentencePiece puts a space before every text.</summary>
    private static string? TextIn(ImportedLine line, ContentHash document) =>
        line.Variant != Plain || ContentHash.Of(line.Text) == document ? line.Text
        : line.Text.StartsWith(' ') && ContentHash.Of(line.Text[1..]) == document ? line.Text[1..]
        : null;

    private void Keep(ImportedLines lines, string hash, ImportedLine line, string text, string where)
    {
        lines.RequireAlike(line);
        var model = new ModelFingerprint(lines.Fingerprint(hash));
        var key = ImportedScorer.Prepare(model, text).Key;
        if (store.FindEvidence(key) is not { } known)
        {
            store.AddEvidence(key, model, ImportedScorer.ImportPolicy, line.Scores);
        }
        else if (Apart(known, line.Scores) is not <= MostApart and var apart)
        {
            // Which of the two is right nobody here can tell.
            throw new ConfigurationException(
                $"{where}: the text of the document {Quotation.Of(line.Document)} "
                + (double.IsNaN(apart)
                    ? "is split in another way than the same text in an earlier line"
                    : string.Create(CultureInfo.InvariantCulture,
                        $"has log-probabilities {apart:0.####} nats apart from those of the same text in an earlier line"))
                + "; expected one model to say one thing of one text: take one of the two lines out.");
        }

        lines.Add(line);
    }

    private static double Apart(TokenScores known, TokenScores own) =>
        !known.Tokens.AsSpan().SequenceEqual(own.Tokens) || known.UnscoredFirstToken != own.UnscoredFirstToken ? double.NaN
        : known.LogProb.Zip(own.LogProb).Select(pair => pair.First.Equals(pair.Second) ? 0 : Math.Abs((double)pair.First - pair.Second)).DefaultIfEmpty().Max();

    private int Refuse(string path, long line, string reason)
    {
        Refused++;
        if (_problems.Count < ShownProblems)
        {
            _problems.Add(new CorpusDefect(path, line, reason));
            return _problems.Count - 1;
        }

        return -1;
    }

    /// <summary>Says of the first texts that do not agree where they begin to differ.</summary>
    private void DescribeMisspelt(IReadOnlyList<CorpusSource> corpora)
    {
        var told = _misspelt.Where(one => one.Problem >= 0).ToLookup(one => one.Document, StringComparer.Ordinal);
        if (told.Count == 0)
        {
            return;
        }

        foreach (var document in CorpusReader.Read(corpora).Select(entry => entry.Document).OfType<Document>())
        {
            foreach (var (_, spelled, problem) in told[document.Id])
            {
                var same = document.Text.AsSpan().CommonPrefixLength(spelled);
                var (has, has2) = (Around(document.Text, same), Around(spelled, same));
                _problems[problem] = _problems[problem] with
                {
                    Reason = $"{_problems[problem].Reason}: from character {same + 1} on the document has {has} and the tokens spell {has2}",
                };
            }
        }
    }

    private static string Around(string text, int at) => at >= text.Length ? "nothing" : Quotation.Of(text[at..Math.Min(text.Length, at + 20)]);

    private ImportedModel Require(ImportedLines lines)
    {
        if (lines.Texts == 0)
        {
            var why = _problems.Count > 0 ? $"the first of {Refused} problems is {_problems[0].Location}: {_problems[0].Reason}"
                : Strange > 0 ? $"its {Strange} lines are about other documents than the corpus holds"
                : "it has no line of that model";
            throw new ConfigurationException($"No token scores of {lines.Name} could be taken from {lines.File}: {why}.");
        }

        var model = lines.Build(_hashes[lines.File]);
        if (keepText && lines.Vocabulary is { } vocabulary)
        {
            store.AddVocabulary(model.Tokenizer, vocabulary);
        }

        return model;
    }

    private static void RequireLines(string path)
    {
        var recognised = Recognition.Of(path);
        if ((recognised.IsParquet ? "is a Parquet file" : recognised.Refusal) is { } refusal)
        {
            throw new ConfigurationException(
                $"{path} {refusal}; expected JSON lines of token scores, as 'mia-probe evidence export' writes them: write it again as such.");
        }
    }

    private static string HashOf(string path)
    {
        try
        {
            using var stream = OutsideFile.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException($"{path} cannot be read ({e.Message.TrimEnd('.')}): check the path and its permissions.", e);
        }
    }
}
