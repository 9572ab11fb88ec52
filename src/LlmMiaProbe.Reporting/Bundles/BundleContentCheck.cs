using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>Whether documents, attempts and run of a bundle fit together, whatever the hashes say.</summary>
internal sealed class BundleContentCheck(string folder, BundleManifest manifest)
{
    private readonly List<string> _mismatches = [];
    private readonly Dictionary<string, string?> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Document, string Series), List<int>> _chains = [];
    private HashSet<string> _models = [];

    public IReadOnlyList<string> Run()
    {
        ReadModels();
        Compare("documents", ReadLines(EvidenceBundle.Documents, CheckDocument), manifest.Documents);
        Compare("attempts", ReadLines(EvidenceBundle.Attempts, CheckAttempt), manifest.Attempts);
        return _mismatches;
    }

    private void Compare(string what, long found, long stated)
    {
        if (found != stated)
        {
            _mismatches.Add($"there are {found} {what}; the manifest says {stated}");
        }
    }

    private void ReadModels()
    {
        var path = Path.Combine(folder, EvidenceBundle.Run);
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using var run = JsonDocument.Parse(File.ReadAllText(path));
            _models = [.. run.RootElement.GetProperty("models").EnumerateArray()
                .Select(model => model.GetProperty("model").GetProperty("fingerprint").GetProperty("value").GetString() ?? "")];
        }
        catch (Exception error) when (IsMalformed(error))
        {
            _mismatches.Add($"{EvidenceBundle.Run} does not describe a run: {error.Message}");
        }
    }

    private long ReadLines(string name, Action<string, JsonElement> check)
    {
        var path = Path.Combine(folder, name);
        var number = 0L;
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            number++;
            try
            {
                using var parsed = JsonDocument.Parse(line);
                check($"{name}:{number}", parsed.RootElement);
            }
            catch (Exception error) when (IsMalformed(error))
            {
                _mismatches.Add($"{name}:{number} is not a record: {error.Message}");
            }
        }

        return number;
    }

    private void CheckDocument(string place, JsonElement line)
    {
        var hash = line.GetProperty("sha256").GetString() ?? "";
        var text = line.GetProperty("text").GetString();
        if (text is not null && ContentHash.Of(text).Hex != hash)
        {
            _mismatches.Add($"{place}: the text of '{line.GetProperty("document").GetString()}' does not have the SHA-256 that is stated beside it");
        }

        _texts[hash] = text;
    }

    private void CheckAttempt(string place, JsonElement line)
    {
        var attempt = AttemptJson.Read(line);
        if (AttemptKey.Of(attempt.Model, attempt.Policy, attempt.Request).Hex != attempt.Key)
        {
            _mismatches.Add($"{place}: the key is not that of model, policy, prompt and decoding");
        }

        if (!_models.Contains(attempt.Model.Value))
        {
            _mismatches.Add($"{place}: the model {attempt.Model.Short} is none of the run's");
        }

        if (AttemptPurpose.IsQuestion(attempt.Purpose))
        {
            CheckQuestion(place, attempt);
        }
        else if (attempt.Document is { } document)
        {
            CheckGiven(place, document, attempt);
        }
    }

    /// <summary>A question is made of a document and a prompt; its numbers, which the key rests on, spell it.</summary>
    private void CheckQuestion(string place, BundledAttempt attempt)
    {
        if (attempt.Document is { } document && !_texts.ContainsKey(document))
        {
            _mismatches.Add($"{place}: the document {document} is not listed in {EvidenceBundle.Documents}");
        }

        if (PackedText.Text(attempt.Request.Prompt) != attempt.GivenText)
        {
            _mismatches.Add($"{place}: the numbers of the question do not spell its text");
        }
    }

    /// <summary>
    /// What was given is the document's beginning, or that of its window (but for a character cut in two), or the end of what an earlier
    /// attempt of the same series was given and produced.
    /// </summary>
    private void CheckGiven(string place, string document, BundledAttempt attempt)
    {
        if (!_texts.TryGetValue(document, out var text))
        {
            _mismatches.Add($"{place}: the document {document} is not listed in {EvidenceBundle.Documents}");
            return;
        }

        var chain = _chains.GetValueOrDefault((document, attempt.Series));
        int[] after = [.. attempt.Request.Prompt, .. attempt.Produced];
        if (text is null || StandsAt(text, AttemptPurpose.StartOfWindow(attempt.Purpose) ?? 0, attempt.GivenText.TrimEnd('\uFFFD')))
        {
            _chains[(document, attempt.Series)] = [.. after];
        }
        else if (attempt.Purpose == AttemptPurpose.WholeWork && chain is not null && EndsWith(chain, attempt.Request.Prompt))
        {
            chain.AddRange(attempt.Produced);
        }
        else
        {
            _mismatches.Add($"{place}: the given text is neither the beginning of its document or window nor what the attempt before ended with");
        }
    }

    private static bool StandsAt(string text, int start, string given) =>
        start <= text.Length && text.AsSpan(start).StartsWith(given, StringComparison.Ordinal);

    private static bool EndsWith(List<int> chain, int[] prompt) =>
        prompt.Length <= chain.Count && chain.Skip(chain.Count - prompt.Length).SequenceEqual(prompt);

    private static bool IsMalformed(Exception error) =>
        error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException;
}
