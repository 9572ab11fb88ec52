using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Reads a bundle strictly into an empty store, from which its numbers are computed again, and names what does not fit.</summary>
/// <param name="folder">The bundle.</param>
/// <param name="manifest">Its manifest.</param>
/// <param name="store">An empty store.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class BundleImport(string folder, BundleManifest manifest, IProbeStore store, BundleFindings findings)
{
    private readonly Dictionary<string, RunDocument> _documents = new(StringComparer.Ordinal);
    private readonly HashSet<(long Ordinal, string Request)> _evidence = [];
    private Dictionary<string, RunModel> _models = [];

    /// <summary>Of the second format.</summary>
    public bool IsSecond { get; } = manifest.Format == BundleManifest.Version2;

    /// <summary>The run in the store.</summary>
    public long Run { get; private set; }

    /// <summary>Documents without their text.</summary>
    public long WithoutText { get; private set; }

    /// <summary>Documents without text whose compressed length is not in the bundle either.</summary>
    public long WithoutZlib { get; private set; }

    public IReadOnlyDictionary<string, RunDocument> Documents => _documents;

    /// <summary>Null, and a mismatch, if it is none.</summary>
    public RunRecord? ReadRun()
    {
        try
        {
            var text = BundleText.All(folder, EvidenceBundle.Run, BundleLimits.Value);
            using var stated = StrictObject.Parse(text, EvidenceBundle.Run);
            var run = RunJson.Read(text);
            using var written = JsonDocument.Parse(RunJson.Write(run));
            var comparison = new JsonComparison(findings, EvidenceBundle.Run) { MayLack = !IsSecond, Expected = "as read it is" };
            comparison.Compare(stated.RootElement, written.RootElement);
            _models = run.Models.DistinctBy(model => model.Role).ToDictionary(model => model.Role.Name, StringComparer.Ordinal);
            if (_models.Count != run.Models.Count)
            {
                findings.Mismatch($"{EvidenceBundle.Run} names a role of a model twice");
            }

            foreach (var model in run.Models.Where(model => !model.Model.FitsItsAdapters))
            {
                findings.Mismatch($"{EvidenceBundle.Run}: the fingerprint of the {model.Role} is not that of the model and the adapters beside it");
            }

            if (run.Settings.Resamples is < 1 or > BundleLimits.Resamples)
            {
                throw new BundleException($"{EvidenceBundle.Run}: expected 1 to {BundleLimits.Resamples} resamples, and it says {run.Settings.Resamples}");
            }

            return run;
        }
        catch (Exception error) when (error is not (ProbeException or OperationCanceledException or OutOfMemoryException) || error is BundleException)
        {
            findings.Mismatch(error is BundleException ? error.Message : $"{EvidenceBundle.Run} does not describe a run: {error.Message}");
            return null;
        }
    }

    public void Begin(RunRecord run)
    {
        Run = store.BeginRun(run.Settings, run.ToolVersion, run.Started);
        foreach (var model in _models.Values)
        {
            store.SetRunModel(Run, model);
        }
    }

    public void ReadDocuments()
    {
        var pending = new List<(RunDocument, string?)>();
        findings.Guard(() =>
        {
            foreach (var (place, line) in BundleText.Lines(folder, EvidenceBundle.Documents))
            {
                findings.Guard(() => pending.Add(ReadDocument(place, line)));
                if (_documents.Count > BundleLimits.Documents)
                {
                    throw new BundleException($"{EvidenceBundle.Documents} has more than {BundleLimits.Documents} documents");
                }

                if (pending.Count == 500)
                {
                    store.AddDocuments(Run, pending);
                    pending.Clear();
                }
            }
        });
        store.AddDocuments(Run, pending);
    }

    public void ReadTokenScores(BundleKeys keys)
    {
        var place = (Ordinal: -1L, Request: "");
        Each(EvidenceBundle.TokenScoresFile, (name, line) =>
        {
            var (document, model, role) = (Document(name, line), Model(name, line), "");
            role = model.Role;
            var request = $"{role}/{line.Text("variant")}";
            var scores = TokenScoresReader.Read(line, IsSecond);
            if (IsSecond)
            {
                keys.Check(name, model.Model, scores, line.DigestOrNull("key"), line.WholeOrNull("bos", 0));
            }

            line.End();
            if (document.Ordinal < place.Ordinal || (document.Ordinal == place.Ordinal && string.CompareOrdinal(request, place.Request) >= 0))
            {
                findings.Mismatch($"{name} is out of order, or stands there twice: {request} of document {BundleText.Quote(document.Id)}");
            }

            place = (document.Ordinal, request);
            RequirePossible(name, model.Model, scores);
            if (_evidence.Add((document.Ordinal, request)))
            {
                var key = KeyOf(request, document.Ordinal);
                store.AddEvidence(key, new ModelFingerprint(model.Fingerprint), model.Model?.Policy ?? "", scores);
                store.LinkEvidence(Run, [(document.Ordinal, request, key)]);
            }
        });
    }

    public void ReadWindows()
    {
        var place = (Ordinal: -1L, Start: -1);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Each(EvidenceBundle.Windows, (name, line) =>
        {
            var (document, model, request) = (Document(name, line), Model(name, line), line.Text("request"));
            var at = new WindowPlace(line.Whole("start", 0), line.Whole("suffixStart", 0), line.Whole("suffixEnd", 0));
            var scores = TokenScoresReader.Read(line, isSecond: true);
            line.End();
            if (!request.StartsWith($"{model.Role}/", StringComparison.Ordinal))
            {
                throw line.Wrong("request", $"one of {model.Role}");
            }

            if (at.SuffixStart < at.Start || at.SuffixEnd < at.SuffixStart)
            {
                throw line.Wrong("suffixEnd", "at or behind 'suffixStart', and that at or behind 'start'");
            }

            if (document.Ordinal != place.Ordinal || at.Start != place.Start)
            {
                seen.Clear();
            }

            if (!seen.Add(request) || (document.Ordinal, at.Start).CompareTo(place) < 0)
            {
                throw new BundleException($"{name} is out of order, or stands there twice: {request} at {at.Start} of document "
                    + $"{BundleText.Quote(document.Id)}");
            }

            place = (document.Ordinal, at.Start);
            RequirePossible(name, request.EndsWith("/window", StringComparison.Ordinal) || request.EndsWith("/shuffled", StringComparison.Ordinal)
                ? model.Model : null, scores);
            var key = KeyOf($"{request}@{at.Start}", document.Ordinal);
            store.AddEvidence(key, new ModelFingerprint(model.Fingerprint), model.Model?.Policy ?? "", scores);
            store.LinkWindows(Run, [new WindowLink(document.Ordinal, request, at, key)]);
        });
        Each(EvidenceBundle.Unmeasured, (name, line) =>
        {
            var (document, request, reason, windows) = (Document(name, line), line.Text("request"), line.Text("reason"), line.Whole("windows", 1));
            line.End();
            if (windows > BundleLimits.Unmeasured - Unmeasured)
            {
                throw line.Wrong("windows", $"at most {BundleLimits.Unmeasured} in all");
            }

            if (!_models.TryGetValue(request.Split('/')[0], out var model))
            {
                throw line.Wrong("request", "one of a model of the run");
            }

            // One answer stands for all, at places that no window with an answer has.
            var key = KeyOf(name, document.Ordinal);
            store.AddNoAnswer(key, model.Model.Fingerprint, model.Policy, reason);
            store.LinkWindows(
                Run,
                [
                    .. Enumerable.Range(0, windows)
                        .Select(_ => new WindowLink(document.Ordinal, request, new WindowPlace(int.MaxValue - Unmeasured++, 0, 0), key)),
                ]);
        });
    }

    public void ReadShadows(RunRecord run)
    {
        var (rows, next) = (new List<DocumentShadow>(), 0L);
        Each(EvidenceBundle.Shadows, (name, line) =>
        {
            var (document, shadow) = (Document(name, line), line.Whole("shadow", 1));
            rows.Add(new DocumentShadow(document.Ordinal, shadow, line.Flag("trainedOn"), line.NumberOrNull("meanLogProb")));
            line.End();
            var count = run.Settings.Shadows.Count;
            if (count == 0 || document.Ordinal != next / count || shadow != run.Settings.Shadows[(int)(next % count)].Number)
            {
                throw new BundleException($"{name} is out of order: expected a line for every document and shadow model");
            }

            next++;
        });
        if (IsSecond && run.Settings.Shadows.Count > 0 && next != (long)_documents.Count * run.Settings.Shadows.Count)
        {
            findings.Mismatch($"{EvidenceBundle.Shadows} has {next} lines; expected one for each of {_documents.Count} documents and "
                + $"{run.Settings.Shadows.Count} shadow models");
        }

        store.AddShadows(Run, rows);
    }

    public void ReadVocabularies(RunRecord run) => Each(EvidenceBundle.Vocabularies, (name, line) =>
    {
        var (tokenizer, pieces) = (line.Text("tokenizer"), line.Texts("pieces"));
        line.End();
        var model = run.Models.FirstOrDefault(model => model.Model.Tokenizer == tokenizer)?.Model ?? throw line.Wrong("tokenizer",
            "that of a model of the run");
        if (pieces.Length != model.VocabularySize)
        {
            throw line.Wrong("pieces", $"as many as the vocabulary of {model.VocabularySize} has");
        }

        try
        {
            store.AddVocabulary(tokenizer, new Vocabulary([.. pieces.Select(Convert.FromBase64String)]));
        }
        catch (FormatException)
        {
            throw line.Wrong("pieces", "in base64");
        }
    });

    public IReadOnlyList<DocumentFailure> ReadFailures()
    {
        var failures = new List<DocumentFailure>();
        Each(EvidenceBundle.Failures, (name, line) =>
        {
            var document = Document(name, line);
            var failure = new DocumentFailure(document.Ordinal, document.Id, line.Text("request"), line.Text("reason"));
            line.End();
            if (failures.Count > 0 && (failure.Ordinal, 0).CompareTo((failures[^1].Ordinal, string.CompareOrdinal(failures[^1].Request, failure.Request))) < 0)
            {
                findings.Mismatch($"{name} is out of order");
            }

            if (_evidence.Contains((failure.Ordinal, failure.Request)))
            {
                findings.Mismatch($"{name}: {failure.Request} of document {BundleText.Quote(failure.Document)} is said to have failed, and there are token "
                    + "scores of it");
            }

            failures.Add(failure);
            store.AddFailure(Run, failure);
        });
        return failures;
    }

    /// <summary>Whether there are token scores.</summary>
    public bool HasEvidence(long ordinal, string request) => _evidence.Contains((ordinal, request));

    /// <summary>Reads a file of lines, if it is there.</summary>
    public void Each(string file, Action<string, StrictObject> read) => findings.Guard(() =>
    {
        foreach (var (place, line) in BundleText.Lines(folder, file))
        {
            findings.Guard(() =>
            {
                using var json = StrictObject.Parse(line, place);
                read(place, new StrictObject(json.RootElement, place));
            });
        }
    });

    private int Unmeasured { get; set; }

    private (RunDocument, string?) ReadDocument(string place, string text)
    {
        using var json = StrictObject.Parse(text, place);
        var line = new StrictObject(json.RootElement, place);
        var (id, hash, bytes) = (line.Text("document"), line.Digest("sha256"), line.Whole("bytes", 0));
        var zlib = IsSecond ? line.WholeOrNull("zlib", 0) : null;
        if (!MembershipText.TryParse(line.Text("label"), out var label) || label.ToText() != line.Text("label"))
        {
            throw line.Wrong("label", "member, nonmember or unknown");
        }

        var (group, calibrates, given) = (line.TextOrNull("group"), line.Flag("calibrates"), line.TextOrNull("text"));
        // Only documents that are conversations have one.
        var mask = line.Has("mask") ? line.Text("mask") : null;
        line.End();
        var facts = new DocumentFacts(new ContentHash(hash), bytes, zlib) { Mask = mask };
        if (given is null)
        {
            WithoutText++;
            WithoutZlib += zlib is null ? 1 : 0;
        }
        else
        {
            facts = Measured(place, id, facts, given);
        }

        var document = new RunDocument(_documents.Count, id, label, group, null, facts, calibrates);
        return _documents.TryAdd(id, document)
            ? (document, given)
            : throw new BundleException($"{place}: the document {BundleText.Quote(id)} stands there twice");
    }

    private DocumentFacts Measured(string place, string id, DocumentFacts stated, string text)
    {
        if (stated.Mask is { } mask && RenderedText.Parse(text, mask) is null)
        {
            throw new BundleException($"{place}: what is scored of {BundleText.Quote(id)} ('mask') does not fit its text");
        }

        var facts = DocumentFacts.Of(text, stated.Mask);
        if (facts.Hash != stated.Hash)
        {
            findings.Mismatch(
                $"{place}: the text of {BundleText.Quote(id)} {(stated.Mask is null ? "does" : "and its mask do")} "
                + "not have the SHA-256 that is stated beside it");
        }

        if (facts.ByteLength != stated.ByteLength)
        {
            findings.Mismatch($"{place}: the text of {BundleText.Quote(id)} has {facts.ByteLength} bytes; 'bytes' says {stated.ByteLength}");
        }

        if (IsSecond && stated.ZlibLength is { } zlib && facts.ZlibLength != zlib)
        {
            findings.Mismatch($"{place}: the text of {BundleText.Quote(id)} compresses to {facts.ZlibLength} bytes; 'zlib' says {zlib}");
        }

        return facts;
    }

    private RunDocument Document(string place, StrictObject line)
    {
        var id = line.Text("document");
        return _documents.GetValueOrDefault(id) ?? throw new BundleException($"{place}: the document {BundleText.Quote(id)} is not listed in "
            + $"{EvidenceBundle.Documents}");
    }

    private (string Role, string Fingerprint, RunModel? Model) Model(string place, StrictObject line)
    {
        var model = line.Object("model");
        var (role, fingerprint) = (model.Text("role"), model.TextOrNull("fingerprint"));
        model.End();
        return _models.TryGetValue(role, out var known) && known.Model.Fingerprint.Value == fingerprint
            ? (role, fingerprint, known)
            : throw new BundleException($"{place}: the model {BundleText.Quote(role)} {BundleText.Quote(fingerprint ?? "null")} is none of the run's");
    }

    // Tables and pairs of models say other things of a token than probabilities.
    private void RequirePossible(string place, RunModel? model, TokenScores scores)
    {
        if (model is { Role: var role } && (role == ModelRole.Target || role == ModelRole.Reference || role.IsShadow)
            && TokenScoresReader.Impossible(scores, model.Model) is { } clause)
        {
            findings.Mismatch($"{place}: {clause}");
        }
    }

    private static EvidenceKey KeyOf(string what, long ordinal) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ordinal}\n{what}"))));
}
