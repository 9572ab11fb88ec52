using System.Security.Cryptography;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>
/// Everything behind one run in a folder: <c>run.json</c> (settings, models with fingerprints and numerics, counts),
/// <c>documents.jsonl</c> (given texts with their SHA-256 and lengths), <c>attempts.jsonl</c> (<see cref="AttemptJson"/>),
/// <c>token-scores.jsonl</c> (<see cref="EvidenceExport"/>, with <c>unscoredBytes</c>, <c>high</c>, <c>key</c> and <c>bos</c>),
/// <c>scores.jsonl</c> (<see cref="ScoreExport"/>) if attacks were scored, <c>evaluation.json</c>, <c>windows.jsonl</c> and
/// <c>unmeasured.jsonl</c> of an extraction, <c>shadows.jsonl</c> of a run with shadow models, <c>vocabularies.jsonl</c> where tokenizers
/// differ, <c>failures.jsonl</c> and <c>manifest.json</c>. The same store gives the same bytes.
/// </summary>
public static class EvidenceBundle
{
    public const string Run = "run.json";
    public const string Documents = "documents.jsonl";
    public const string Attempts = "attempts.jsonl";
    public const string Links = "attempt-links.jsonl";
    public const string Evaluation = "evaluation.json";
    public const string Failures = "failures.jsonl";
    public const string Scores = "scores.jsonl";
    public const string Shadows = "shadows.jsonl";
    public const string TokenScoresFile = "token-scores.jsonl";
    public const string Unmeasured = "unmeasured.jsonl";
    public const string Vocabularies = "vocabularies.jsonl";
    public const string Windows = "windows.jsonl";


    /// <param name="store">Where the run is.</param>
    /// <param name="log">Where its attempts are.</param>
    /// <param name="run">The run.</param>
    /// <param name="command">The command that reproduces it.</param>
    /// <param name="toolVersion">Version of this program.</param>
    /// <param name="folder">Made if it is not there; must be empty.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ConfigurationException">The folder holds something.</exception>
    /// <exception cref="PrerequisiteException">The folder cannot be written.</exception>
    public static BundleManifest Write(IProbeStore store, IAttemptLog log, RunRecord run, string command, string toolVersion, string folder)
    {
        ArgumentNullException.ThrowIfNull(store);
        BundleManifest? manifest = null;
        store.AtOneMoment(() => manifest = WriteNow(store, log, run, command, toolVersion, folder));
        return manifest ?? throw new InvalidOperationException("Nothing was written.");
    }

    private static BundleManifest WriteNow(IProbeStore store, IAttemptLog log, RunRecord run, string command, string toolVersion, string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new ConfigurationException($"{folder} is not an empty folder: name one that is empty or not there yet with --output-folder.");
        }

        store.RequireEvidence(run);
        var isNew = !Directory.Exists(folder);
        try
        {
            PrivateFile.CreateFolder(folder);
            var counts = (Documents: 0L, Attempts: 0L, Failed: 0L);
            var files = new List<BundleFile>
            {
                WriteFile(folder, Links, output => WriteLinks(log, output)),
                WriteFile(folder, Attempts, output => (counts.Attempts, counts.Failed) = WriteAttempts(log, run.Id, output)),
                WriteFile(folder, Documents, output => counts.Documents = WriteDocuments(store, run, output)),
            };
            if (store.FindEvaluation(run.Id) is { } evaluation)
            {
                files.Add(WriteFile(folder, Evaluation, output => output.Write(evaluation + "\n")));
            }

            files.Add(WriteFile(folder, Failures, output => WriteFailures(store, run.Id, output)));
            files.Add(WriteFile(folder, Run, output => output.Write(RunJson.Write(run))));
            if (run.Settings.Attacks.Count > 0)
            {
                files.Add(WriteFile(folder, Scores, output => ScoreExport.Write(store, run.Id, output)));
            }

            var evidence = new BundledEvidence(store, run);
            if (run.Settings.Shadows.Count > 0)
            {
                files.Add(WriteFile(folder, Shadows, evidence.WriteShadows));
            }

            files.Add(WriteFile(folder, TokenScoresFile, evidence.WriteTokenScores));
            if (run.Settings.Extraction is not null)
            {
                files.Add(WriteFile(folder, Unmeasured, evidence.WriteUnmeasured));
            }

            if (evidence.NeedsVocabularies)
            {
                files.Add(WriteFile(folder, Vocabularies, evidence.WriteVocabularies));
            }

            if (run.Settings.Extraction is not null)
            {
                files.Add(WriteFile(folder, Windows, evidence.WriteWindows));
            }

            var manifest = new BundleManifest(BundleManifest.Version2, toolVersion, run.Id, command, counts.Documents, counts.Attempts, counts.Failed, files)
            {
                Segments = log.ReadSegments(),
            };
            WriteFile(folder, BundleManifest.FileName, output => output.Write(manifest.ToJson()));
            return manifest;
        }
        catch (Exception error)
        {
            Remove(folder, isNew);
            if (error is not (IOException or UnauthorizedAccessException))
            {
                throw;
            }

            throw Unwritten(folder, error);
        }
    }

    internal static PrerequisiteException Unwritten(string folder, Exception error) => new(
        $"the evidence cannot be written to {folder} ({error.Message.TrimEnd('.')}): check space and permission, or name another folder", error);

    /// <summary>Takes a bundle away that could not be finished: half of one would look like one that somebody took files from.</summary>
    /// <param name="folder">The bundle.</param>
    /// <param name="isNew">Whether the folder was made for it.</param>
    public static void Remove(string folder, bool isNew)
    {
        try
        {
            string[] names =
            [
                Attempts, Links, Documents, Evaluation, Failures, Run, Scores, Shadows, TokenScoresFile, Unmeasured, Vocabularies, Windows,
                BundleManifest.FileName, BundleSeals.Signature, BundleSeals.Timestamp,
            ];
            Array.ForEach(names, name => File.Delete(Path.Combine(folder, name)));
            if (isNew)
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What made it fail is said; what is left lacks its manifest or is seen to be incomplete.
        }
    }

    /// <summary>Size, lines and hash of a file as it lies there.</summary>
    /// <exception cref="PrerequisiteException">It is no ordinary file, larger than any of a bundle may be, or grows meanwhile.</exception>
    public static BundleFile Describe(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = OutsideFile.OpenRead(path, BundleLimits.Lines);
        var (buffer, bytes, lines) = (new byte[1 << 16], 0L, 0L);
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            hash.AppendData(buffer, 0, read);
            bytes += read;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return new BundleFile(Path.GetFileName(path), bytes, lines, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static BundleFile WriteFile(string folder, string name, Action<TextWriter> write)
    {
        var path = Path.Combine(folder, name);
        using (var output = PrivateFile.CreateText(path))
        {
            write(output);
        }

        return Describe(path);
    }

    private static (long All, long Failed) WriteAttempts(IAttemptLog log, long run, TextWriter output)
    {
        var (all, failed, lines) = (0L, 0L, new JsonLines(output));
        foreach (var (use, attempt) in log.ReadAttempts(run))
        {
            all++;
            failed += attempt.Outcome.Failure is null ? 0 : 1;
            lines.Write(json => AttemptJson.Write(json, use, attempt));
        }

        return (all, failed);
    }

    // Those of all runs: without them the chain could not be followed.
    private static void WriteLinks(IAttemptLog log, TextWriter output)
    {
        var lines = new JsonLines(output);
        foreach (var link in log.ReadLinks())
        {
            lines.Write(json => LinkJson.Write(json, link));
        }
    }

    private static long WriteDocuments(IProbeStore store, RunRecord run, TextWriter output)
    {
        var (count, lines) = (0L, new JsonLines(output));
        foreach (var document in store.ReadDocuments(run.Id))
        {
            count++;
            lines.Write(json =>
            {
                json.WriteString("document", document.Id);
                json.WriteString("sha256", document.Facts.Hash.Hex);
                json.WriteNumber("bytes", document.Facts.ByteLength);
                if (document.Facts.ZlibLength is { } zlib)
                {
                    json.WriteNumber("zlib", zlib);
                }
                else
                {
                    json.WriteNull("zlib");
                }

                json.WriteString("label", document.Label.ToText());
                json.WriteString("group", document.Group);
                json.WriteBoolean("calibrates", document.Calibrates);
                json.WriteString("text", TextOf(store, run.Settings.KeepText, document));
                if (document.Facts.Mask is { } mask)
                {
                    json.WriteString("mask", mask);
                }
            });
        }

        return count;
    }

    // A text that another run kept is none of a run that was to keep none; one that cannot be kept as it is would not be what was scored.
    private static string? TextOf(IProbeStore store, bool isKept, RunDocument document) =>
        isKept && store.FindText(document.Facts.Hash) is { } text && ContentHash.Of(text, document.Facts.Mask) == document.Facts.Hash ? text : null;

    private static void WriteFailures(IProbeStore store, long run, TextWriter output)
    {
        var lines = new JsonLines(output);
        foreach (var failure in store.ReadFailures(run))
        {
            lines.Write(json =>
            {
                json.WriteString("document", failure.Document);
                json.WriteString("request", failure.Request);
                json.WriteString("reason", failure.Reason);
            });
        }
    }
}
