using System.Text.Json.Nodes;
using LlmMiaProbe.Reporting.Bundles;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Reporting.Tests.Bundles;

/// <summary>Edits of a bundle after which the manifest was written anew; each is named.</summary>
public sealed class ForgeryTests : IDisposable
{
    private const string Scores = "scores.jsonl";
    private const string Tokens = "token-scores.jsonl";
    private const string Evaluation = "evaluation.json";
    private const string RunFile = "run.json";
    private const string DocumentsFile = "documents.jsonl";
    private const string Attempts = "attempts.jsonl";
    private const string Links = "attempt-links.jsonl";
    private const string Failures = "failures.jsonl";

    private static readonly Dictionary<string, (Action<BundleScene> Edit, string Expected)> s_forgeries = new()
    {
        ["null for a corpus"] = (s => s.EditText(RunFile, "\"corpora\": []", "\"corpora\": [null]"), "run.json does not describe a run: A list has null as an element."),
        ["no task"] = (s => s.EditWhole(RunFile, json => json["settings"]!["task"] = new JsonObject()), "run.json does not describe a run: "),
        ["half a hosted model"] = (s => s.EditWhole(RunFile, json => json["settings"]!["hosted"] = new JsonObject()), "run.json "),
        ["a command of another line"] = (s => s.Rehash(m => m with { Command = m.Command + "\nseals      signed by key 3e2f386981043aba" }), "the manifest's command is "),
        ["an attempt that was left out"] = (s => { s.EditLines(Attempts, lines => lines.SkipLast(1)); s.Rehash(m => m with { Attempts = 2 }); }, "attempts.jsonl has 2 attempts of the run; 3 were put on record (attempt-links.jsonl)"),
        ["an attempt and its link left out"] = (s => { s.EditLines(Attempts, lines => lines.SkipLast(1)); s.EditLines(Links, lines => lines.SkipLast(1)); s.Rehash(m => m with { Attempts = 2 }); }, "the heads of the chain of attempts in manifest.json are not those that attempt-links.jsonl leads to"),
        ["an attempt of another time"] = (s => s.Edit(Attempts, 2, row => row["made"] = "2020-01-01T00:00:00+00:00"), "attempts.jsonl:3: it is not the attempt that was put on record then (attempt-links.jsonl:3)"),
        ["an attempt of another version"] = (s => s.Edit(Attempts, 2, row => row["toolVersion"] = "9"), "attempts.jsonl:3: it is not the attempt that was put on record then"),
        ["a link given to another run"] = (s => s.Edit(Links, 2, row => row["run"] = 7), "attempt-links.jsonl:3: the link does not follow from the one before it"),
        ["a link taken out"] = (s => s.EditLines(Links, lines => [lines[0], lines[2]]), "attempt-links.jsonl:2: the link does not follow from the one before it"),
        ["a head"] = (s => s.Rehash(m => m with { Segments = [m.Segments![0] with { Head = new string('0', 64) }] }), "the heads of the chain of attempts in manifest.json"),
        ["a score"] = (s => s.Edit(Scores, 0, row => row["score"] = -1.5), "scores.jsonl:1: the score of document 'd0' by loss is -1.5; computed again it is "),
        ["a score by a hair"] = (s => s.Edit(Scores, 0, row => row["score"] = row["score"]!.GetValue<double>() * 1.00000001), "scores.jsonl:1: the score of document 'd0' by loss is "),
        ["a score taken away"] = (s => s.Edit(Scores, 0, row => row["score"] = null), "scores.jsonl:1: the score of document 'd0' by loss is null; computed again it is "),
        ["a p-value"] = (s => s.Edit(Scores, 0, row => row["pValue"] = 0.001), "scores.jsonl:1: the p-value of document 'd0' by loss is 0.001"),
        ["an adjusted p-value"] = (s => s.Edit(Scores, 0, row => row["adjustedPValue"] = 0.001), "scores.jsonl:1: the adjusted p-value"),
        ["a discovery"] = (s => s.Edit(Scores, 0, row => row["discovery"] = !row["discovery"]!.GetValue<bool>()), "scores.jsonl:1: the discovery"),
        ["a status"] = (s => s.Edit(Scores, 0, row => row["status"] = "failed"), "scores.jsonl:1: the status"),
        ["a reason"] = (s => s.Edit(Scores, 115, row => row["reason"] = "another"), "scores.jsonl:116: the reason"),
        ["the headline"] = (s => s.Edit(Scores, 0, row => row["headline"] = !row["headline"]!.GetValue<bool>()), "scores.jsonl:1: the headline"),
        ["a label among the scores"] = (s => s.Edit(Scores, 0, row => row["label"] = "nonmember"), "scores.jsonl:1: the label"),
        ["an attack's name"] = (s => s.Edit(Scores, 0, row => row["attack"] = "zlib"), "scores.jsonl:1 is of 'zlib' and document 'd0'; expected 'loss'"),
        ["a score row less"] = (s => s.EditLines(Scores, lines => lines.SkipLast(1)), "scores.jsonl ends before 'zlib' and document 'd23'"),
        ["a score row more"] = (s => s.EditLines(Scores, lines => lines.Append(lines[^1])), "scores.jsonl:121 is one more than documents and attacks have"),
        ["scores in another order"] = (s => s.EditLines(Scores, lines => [lines[1], lines[0], .. lines.Skip(2)]), "scores.jsonl:1 is of 'min-k(k=0.2)' and document 'd0'; expected 'loss'"),
        ["a label"] = (s => s.Edit(DocumentsFile, 0, row => row["label"] = "nonmember"), "scores.jsonl:1: the label of document 'd0' by loss is 'member'; computed again it is 'nonmember'"),
        ["a group"] = (s => { s.Edit(DocumentsFile, 0, row => row["group"] = "g"); s.Edit(DocumentsFile, 2, row => row["group"] = "g"); }, "evaluation.json: '"),
        ["a calibration document"] = (s => s.Edit(DocumentsFile, 1, row => row["calibrates"] = true), "evaluation.json: '"),
        ["a text"] = (s => s.EditText(DocumentsFile, "words of its own", "words of others"), "documents.jsonl:1: the text of 'd0' does not have the SHA-256 that is stated beside it"),
        ["a text's bytes"] = (s => s.Edit(DocumentsFile, 0, row => row["bytes"] = 5), "documents.jsonl:1: the text of 'd0' has "),
        ["a compressed length"] = (s => s.Edit(DocumentsFile, 0, row => row["zlib"] = 5), "documents.jsonl:1: the text of 'd0' compresses to "),
        ["a document less"] = (s => s.EditLines(DocumentsFile, lines => lines.SkipLast(1)), "there are 23 documents; the manifest says 24"),
        ["a document twice"] = (s => s.EditLines(DocumentsFile, lines => lines.Append(lines[0])), "documents.jsonl:25: the document 'd0' stands there twice"),
        ["documents in another order"] = (s => s.EditLines(DocumentsFile, lines => lines.Reverse()), "token-scores.jsonl:3 is out of order"),
        ["an AUC"] = (s => s.EditWhole(Evaluation, json => json["attacks"]![0]!["auc"]!["value"] = .99), "evaluation.json: 'attacks['loss'].auc.value' is 0.99; computed again it is "),
        ["an end of an interval"] = (s => s.EditWhole(Evaluation, json => json["attacks"]![0]!["auc"]!.AsObject().First(pair => pair.Key != "value").Value!.ReplaceWith(.5)), "evaluation.json: 'attacks['loss'].auc."),
        ["a count of members"] = (s => s.EditWhole(Evaluation, json => json["labels"]!["member"] = 400), "evaluation.json: 'labels.member' is 400; computed again it is 12"),
        ["what words tell"] = (s => s.EditText(Evaluation, "\"duplicates\":{", "\"duplicates\":{\"more\":1,"), "evaluation.json has the unknown key 'health.duplicates.more'"),
        ["an unknown key of the evaluation"] = (s => s.EditWhole(Evaluation, json => json["verdict"] = "guilty"), "evaluation.json has the unknown key 'verdict'"),
        ["a missing key of the evaluation"] = (s => s.EditWhole(Evaluation, json => json.Remove("exploration")), "evaluation.json lacks 'exploration'"),
        ["no evaluation"] = (s => Removed(s, Evaluation), "evaluation.json is not listed in the manifest"),
        ["a log-probability"] = (s => s.Edit(Tokens, 0, row => row["logProb"]![1] = -9.5), "scores.jsonl:1: the score of document 'd0' by loss is "),
        ["a log-probability above 0"] = (s => s.Edit(Tokens, 0, row => row["logProb"]![1] = .5), "token-scores.jsonl:1: token 2 has the log-probability 0.5, above 0"),
        ["a token id"] = (s => s.Edit(Tokens, 0, row => row["tokens"]![1] = 77), "token-scores.jsonl:1: the key is not that of model, policy, BOS and tokens"),
        ["a token id out of the vocabulary"] = (s => s.Edit(Tokens, 0, row => row["tokens"]![1] = 7777), "token-scores.jsonl:1: token 2 has the id 7777, which is not in the vocabulary of 256"),
        ["a rank"] = (s => s.Edit(Tokens, 0, row => row["rank"]![0] = 9), "token-scores.jsonl:1: token 1 is the likeliest and does not have rank 1"),
        ["the variances"] = (s => s.Edit(Tokens, 0, row => row["variance"] = new JsonArray([.. Enumerable.Range(0, 12).Select(_ => (JsonNode)7.5)])), "scores.jsonl:3: the score of document 'd0' by min-k-plus-plus(k=0.2)"),
        ["a likeliest token less likely"] = (s => s.Edit(Tokens, 0, row => row["top1LogProb"]![1] = -30), "token-scores.jsonl:1: token 2 is likelier than the likeliest token"),
        ["a key"] = (s => s.Edit(Tokens, 0, row => row["key"] = new string('0', 64)), "token-scores.jsonl:1: the key is not that of model, policy, BOS and tokens"),
        ["a BOS"] = (s => s.Edit(Tokens, 0, row => row["bos"] = 4), "token-scores.jsonl:1: the key is not that of model, policy, BOS and tokens"),
        ["a ragged column"] = (s => s.Edit(Tokens, 1, row => row["entropy"]!.AsArray().RemoveAt(0)), "token-scores.jsonl:2: expected 'entropy' to be as long as 'tokens' (12), and it has 11 entries"),
        ["text for a number"] = (s => s.Edit(Tokens, 1, row => row["logProb"]![0] = "-1"), "token-scores.jsonl:2: expected 'logProb' to be an array of finite numbers and nulls"),
        ["a number that is none"] = (s => s.EditText(Tokens, "\"logProb\":[", "\"logProb\":[NaN,"), "token-scores.jsonl:1 is not sound JSON"),
        ["a key twice"] = (s => s.EditText(Tokens, "{\"document\":\"d0\",", "{\"document\":\"d0\",\"document\":\"d1\","), "token-scores.jsonl:1 is not sound JSON"),
        ["an unknown key"] = (s => s.Edit(Tokens, 0, row => row["weight"] = 2), "token-scores.jsonl:1 has the unknown key 'weight'"),
        ["a missing key"] = (s => s.Edit(Tokens, 0, row => row.Remove("rank")), "token-scores.jsonl:1 lacks 'rank'"),
        ["another model's scores"] = (s => s.Edit(Tokens, 0, row => row["model"]!["fingerprint"] = new string('a', 64)), "token-scores.jsonl:1: the model 'target' 'aaaa"),
        ["a row of token scores less"] = (s => s.EditLines(Tokens, lines => lines.Skip(1)), "token-scores.jsonl has no target/plain of document 'd0', and failures.jsonl does not say why"),
        ["a row of token scores twice"] = (s => s.EditLines(Tokens, lines => [lines[0], .. lines]), "token-scores.jsonl:2 is out of order, or stands there twice: target/plain of document 'd0'"),
        ["a fingerprint of a model"] = (s => s.EditText(RunFile, ReportScene.Target.Fingerprint.Value, new string('a', 64)), "token-scores.jsonl:1: the model 'target'"),
        ["a policy"] = (s => s.EditText(RunFile, "\"policy\": \"exact\"", "\"policy\": \"fast\""), "token-scores.jsonl:1: the key is not that of model, policy, BOS and tokens"),
        ["a name of a setting"] = (s => s.EditText(RunFile, "\"seed\"", "\"seeds\""), "run.json has the unknown key 'settings.seeds'"),
        ["the seed"] = (s => s.EditText(RunFile, "\"seed\": 0", "\"seed\": 1"), "the manifest's command is not the one that the settings in run.json come to"),
        ["endless resamples"] = (s => s.EditText(RunFile, "\"resamples\": 100", "\"resamples\": 2000000000"), "run.json: expected 1 to 100000 resamples, and it says 2000000000"),
        ["the status of the run"] = (s => s.EditText(RunFile, "\"status\": \"finished\"", "\"status\": \"interrupted\""), "scores.jsonl has scores, and the run did not finish"),
        ["the beginning of the run"] = (s => s.EditText(RunFile, "\"started\": \"2026", "\"started\": \"2036"), "run.json: the run began at 2036"),
        ["a count of scored documents"] = (s => s.EditText(RunFile, "\"scored\": 23", "\"scored\": 24"), "there are 23 documents that were scored; run.json says 24"),
        ["a count of failed documents"] = (s => s.EditText(RunFile, "\"failed\": 1", "\"failed\": 0"), "there are 1 documents that failed; run.json says 0"),
        ["the number of the run"] = (s => s.EditText(RunFile, "\"id\": 1,", "\"id\": 2,"), "run.json is of run 2; the manifest says 1"),
        ["a failure less"] = (s => s.WriteText(Failures, ""), "token-scores.jsonl has no target/plain of document 'd23', and failures.jsonl does not say why"),
        ["a failure of a scored document"] = (s => s.Edit(Failures, 0, row => row["document"] = "d3"), "failures.jsonl:1: target/plain of document 'd3' is said to have failed, and there are token scores of it"),
        ["a failure of no document"] = (s => s.Edit(Failures, 0, row => row["document"] = "d99"), "failures.jsonl:1: the document 'd99' is not listed in documents.jsonl"),
        ["a reason of a failure"] = (s => s.Edit(Failures, 0, row => row["reason"] = "nobody asked"), "scores.jsonl:116: the reason of document 'd23' by loss is 'the model is tired'"),
        ["an attempt's seed"] = (s => s.Edit(Attempts, 0, row => row["decoding"]!["seed"] = 6), "attempts.jsonl:1: the key is not that of model, policy, prompt and decoding"),
        ["an attempt's given text"] = (s => s.Edit(Attempts, 0, row => row["given"]!["text"] = "another"), "attempts.jsonl:1: the given text is neither the beginning of its document or window nor what the attempt before ended with"),
        ["an attempt's model"] = (s => s.Edit(Attempts, 0, row => row["model"] = new string('a', 64)), "attempts.jsonl:1: the model 'aaaaaaaaaaaa' is none of the run's"),
        ["an attempt's document"] = (s => s.Edit(Attempts, 0, row => row["document"] = new string('a', 64)), "attempts.jsonl:1: the document aaaa"),
        ["more than was asked for"] = (s => s.Edit(Attempts, 0, row => row["produced"]!["tokens"] = new JsonArray(1, 2, 3, 4, 5, 6)), "attempts.jsonl:1: 6 tokens came, and 5 were asked for at most"),
        ["an attempt of the future"] = (s => s.Edit(Attempts, 0, row => row["made"] = "2036-01-01T00:00:00+00:00"), "attempts.jsonl:1: it was made at 2036"),
        ["a failed attempt that finished"] = (s => s.Edit(Attempts, 0, row => row["failure"] = "it failed"), "attempts.jsonl:1: expected 'failure' to be there exactly if 'finish' is failed"),
        ["an attempt less"] = (s => s.EditLines(Attempts, lines => lines.SkipLast(1)), "there are 2 attempts; the manifest says 3"),
        ["attempts in another order"] = (s => s.EditLines(Attempts, lines => [lines[1], lines[0], lines[2]]), "attempts.jsonl:1: the given text is neither"),
        ["the same question with another answer"] = (s => { s.EditLines(Attempts, lines => [.. lines, lines[0].Replace("[3,4]", "[3,5]", StringComparison.Ordinal)]); s.Rehash(m => m with { Attempts = 4 }); }, "attempts.jsonl:4: the same was asked before, and something else came"),
        ["a count of the manifest"] = (s => s.Rehash(m => m with { FailedAttempts = 1 }), "there are 0 failed attempts; the manifest says 1"),
        ["the command"] = (s => s.Rehash(m => m with { Command = "rm -rf /" }), "the manifest's command is not the one that the settings in run.json come to"),
        ["the format"] = (s => s.Rehash(m => m with { Format = "mia-probe evidence 9" }), "manifest.json is of format 'mia-probe evidence 9'"),
        ["a bundle passed off as one of the first format"] = (s => s.Rehash(m => m with { Format = BundleManifest.Version1 }), "documents.jsonl:1 has the unknown key 'zlib'"),
        ["a file that is not listed"] = (s => File.WriteAllText(s.FileOf("note.txt"), "read me"), "note.txt is not listed in the manifest"),
        ["a listed file of another kind"] = (s => Added(s, "note.txt"), "note.txt is no file of a bundle"),
        ["a file of another kind of run"] = (s => Added(s, "windows.jsonl"), "windows.jsonl is listed, which a run about membership ('mia-probe run') does not have"),
        ["a missing file"] = (s => File.Delete(s.FileOf(Scores)), "scores.jsonl is missing"),
        ["a file taken off the list"] = (s => Removed(s, Scores), "scores.jsonl is not listed in the manifest"),
        ["a folder for a file"] = (s => Replaced(s, Failures, path => Directory.CreateDirectory(path)), "failures.jsonl is a folder"),
        ["bytes that are no text"] = (s => { File.WriteAllBytes(s.FileOf(Failures), [0xff, 0xfe, 10]); s.Rehash(m => m); }, "failures.jsonl:1 is not UTF-8"),
        ["a line without an end"] = (s => s.WriteText(Failures, File.ReadAllText(s.FileOf(Failures)).TrimEnd()), "failures.jsonl:1 does not end with a line feed"),
        ["a name that leads out"] = (s => s.Rehash(m => m with { Files = [.. m.Files, new BundleFile("../store.db", 1, 1, "")] }), "the manifest lists '../store.db', which is not the name of a file in the folder"),
        ["a file listed twice"] = (s => s.Rehash(m => m with { Files = [.. m.Files, m.Files[0]] }), "the manifest lists attempt-links.jsonl twice"),
        ["the manifest lists itself"] = (s => s.Rehash(m => m with { Files = [.. m.Files, new BundleFile(BundleManifest.FileName, 1, 1, "")] }), "the manifest lists manifest.json twice, or as a file of its own"),
        ["an attack that is none"] = (s => s.EditText(RunFile, "\"loss\"", "\"lost\""), "the run cannot be computed again from the bundle: "),
        ["a model role twice"] = (s => s.EditText(RunFile, "\"name\": \"reference\"", "\"name\": \"target\""), "run.json names a role of a model twice"),
        ["a terminal's escape"] = (s => s.Edit(Scores, 0, row => row["document"] = "\u001b[2J"), "scores.jsonl:1 is of 'loss' and document '\ufffd[2J'"),
    };

    private readonly BundleScene _scene = new();

    public static TheoryData<string> Names => [.. s_forgeries.Keys];

    [Fact]
    public void A_bundle_comes_out_again()
    {
        var check = _scene.Check();
        Assert.Empty(check.Mismatches);
        Assert.Equal(
            ["24 of 24 documents' hashes", "46 of 46 evidence keys", "3 of 3 attempt keys", "3 of 3 links of attempts", "120 of 120 scores", "60 of 60 decisions with p-values", "5 of 5 AUCs"],
            check.Recomputed.Take(7).Select(part => $"{part.Done} of {part.Of} {part.What}"));
        Assert.Empty(check.NotRecomputed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_forgery_is_named_though_the_manifest_was_written_anew(string name)
    {
        var (edit, expected) = s_forgeries[name];
        edit(_scene);
        Assert.Contains(_scene.Check().Mismatches, mismatch => mismatch.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_link_and_a_pipe_are_named_and_not_opened()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Replaced(_scene, Failures, path => File.CreateSymbolicLink(path, _scene.PathOf("store.db")));
        Assert.Contains(_scene.Check().Mismatches, mismatch => mismatch.StartsWith("failures.jsonl is a link to '", StringComparison.Ordinal));
        Replaced(_scene, Failures, path => File.CreateSymbolicLink(path, _scene.PathOf("nothing")));
        Assert.Contains(_scene.Check().Mismatches, mismatch => mismatch.StartsWith("failures.jsonl is a link to '", StringComparison.Ordinal));
        Replaced(_scene, Failures, path => System.Diagnostics.Process.Start("mkfifo", path).WaitForExit());
        Assert.Contains("failures.jsonl is a pipe, which need not end", _scene.Check().Mismatches);
    }

    [Fact]
    public void A_table_scores_the_first_token_without_a_BOS()
    {
        using var scene = new BundleScene(hasTable: true);
        var check = scene.Check();
        Assert.Empty(check.Mismatches);
        Assert.Contains(new RecomputedPart("evidence keys", 69, 69), check.Recomputed);
    }

    [Fact]
    public void A_bundle_without_texts_is_computed_again_and_says_what_is_not()
    {
        using var scene = new BundleScene(keepText: false);
        var check = scene.Check();
        Assert.Empty(check.Mismatches);
        Assert.Contains("what the texts alone tell (evaluation.json has nothing of it)", check.NotRecomputed);
        scene.Edit(Scores, 4, row => row["score"] = -1.5);
        Assert.Contains(scene.Check().Mismatches, mismatch => mismatch.StartsWith("scores.jsonl:5: the score of document 'd0' by zlib is -1.5", StringComparison.Ordinal));
    }

    /// <summary>Made by the last program that wrote the first format, from eight passages of the lab.</summary>
    [Fact]
    public void A_bundle_of_the_first_format_is_computed_again()
    {
        var check = _scene.Check(RepositoryFolder.PathOf("tests", "LlmMiaProbe.Reporting.Tests", "Bundles", "Format1"), TimeProvider.System.GetUtcNow());
        Assert.Empty(check.Mismatches);
        Assert.Equal(
            ["8 of 8 documents' hashes", "24 of 24 scores", "12 of 12 decisions with p-values", "3 of 3 AUCs"],
            check.Recomputed.Take(4).Select(part => $"{part.Done} of {part.Of} {part.What}"));
    }

    [Fact]
    public void A_window_that_was_edited_is_named()
    {
        using var extraction = new ExtractionScene(text: "a text of some length");
        var folder = _scene.PathOf("extraction");
        var manifest = EvidenceBundle.Write(extraction.Store, extraction.Store, extraction.Record, RunCommandLine.Of(extraction.Record.Settings), "0.0-test", folder);
        Assert.Empty(_scene.Check(folder).Mismatches);

        var path = Path.Combine(folder, "windows.jsonl");
        File.WriteAllText(path, File.ReadAllText(path).Replace("-0.2", "-0.3", StringComparison.Ordinal));
        var files = manifest.Files.Select(file => EvidenceBundle.Describe(Path.Combine(folder, file.Name))).ToList();
        File.WriteAllText(Path.Combine(folder, BundleManifest.FileName), (manifest with { Files = files }).ToJson());
        Assert.Contains(_scene.Check(folder).Mismatches, mismatch => mismatch.StartsWith("evaluation.json: 'documents[", StringComparison.Ordinal));
    }

    public void Dispose() => _scene.Dispose();

    private static void Removed(BundleScene scene, string file) =>
        scene.Rehash(manifest => manifest with { Files = [.. manifest.Files.Where(listed => listed.Name != file)] });

    private static void Added(BundleScene scene, string file)
    {
        File.WriteAllText(scene.FileOf(file), "");
        scene.Rehash(manifest => manifest with { Files = [.. manifest.Files, EvidenceBundle.Describe(scene.FileOf(file))] });
    }

    private static void Replaced(BundleScene scene, string file, Action<string> make)
    {
        File.Delete(scene.FileOf(file));
        make(scene.FileOf(file));
    }
}
