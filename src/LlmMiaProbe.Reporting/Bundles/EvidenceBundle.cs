using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Files;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>
/// Everything behind one run in a folder: <c>run.json</c> (settings, models with fingerprints and numerics, counts),
/// <c>documents.jsonl</c> (given texts with their SHA-256), <c>attempts.jsonl</c> (<see cref="AttemptJson"/>), <c>token-scores.jsonl</c>
/// (<see cref="EvidenceExport"/>), <c>scores.jsonl</c> (<see cref="ScoreExport"/>) and <c>evaluation.json</c> if attacks were scored,
/// <c>failures.jsonl</c> and <c>manifest.json</c>. The same store gives the same bytes.
/// </summary>
public static class EvidenceBundle
{
    public const string Run = "run.json";
    public const string Documents = "documents.jsonl";
    public const string Attempts = "attempts.jsonl";
    public const string Evaluation = "evaluation.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

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
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new ConfigurationException($"{folder} is not an empty folder: name one that is empty or not there yet with --output-folder.");
        }

        try
        {
            PrivateFile.CreateFolder(folder);
            var counts = (Documents: 0L, Attempts: 0L, Failed: 0L);
            var files = new List<BundleFile>
            {
                WriteFile(folder, Attempts, output => (counts.Attempts, counts.Failed) = WriteAttempts(log, run.Id, output)),
                WriteFile(folder, Documents, output => counts.Documents = WriteDocuments(store, run.Id, output)),
            };
            if (store.FindEvaluation(run.Id) is { } evaluation)
            {
                files.Add(WriteFile(folder, Evaluation, output => output.Write(evaluation + "\n")));
            }

            files.Add(WriteFile(folder, "failures.jsonl", output => WriteFailures(store, run.Id, output)));
            files.Add(WriteFile(folder, Run, output => output.Write(JsonSerializer.Serialize(run, s_options) + "\n")));
            if (run.Settings.Attacks.Count > 0)
            {
                files.Add(WriteFile(folder, "scores.jsonl", output => ScoreExport.Write(store, run.Id, output)));
            }

            files.Add(WriteFile(folder, "token-scores.jsonl", output => EvidenceExport.Write(store, run.Id, null, output)));
            var manifest = new BundleManifest(BundleManifest.Version1, toolVersion, run.Id, command, counts.Documents, counts.Attempts, counts.Failed, files);
            WriteFile(folder, BundleManifest.FileName, output => output.Write(manifest.ToJson()));
            return manifest;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PrerequisiteException(
                $"the evidence cannot be written to {folder} ({error.Message.TrimEnd('.')}): check space and permission, or name another folder", error);
        }
    }

    /// <summary>Size, lines and hash of a file as it lies there.</summary>
    public static BundleFile Describe(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var stream = File.OpenRead(path);
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

    private static long WriteDocuments(IProbeStore store, long run, TextWriter output)
    {
        var (count, lines) = (0L, new JsonLines(output));
        foreach (var document in store.ReadDocuments(run))
        {
            count++;
            lines.Write(json =>
            {
                json.WriteString("document", document.Id);
                json.WriteString("sha256", document.Facts.Hash.Hex);
                json.WriteNumber("bytes", document.Facts.ByteLength);
                json.WriteString("label", document.Label.ToText());
                json.WriteString("group", document.Group);
                json.WriteBoolean("calibrates", document.Calibrates);
                json.WriteString("text", store.FindText(document.Facts.Hash));
            });
        }

        return count;
    }

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
