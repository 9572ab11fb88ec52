using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmMiaProbe.Cli.Tests.EndToEnd;

/// <summary>Chat records from the split to the run: trained on as they are scored.</summary>
public sealed class LabChatTests : IDisposable
{
    private static readonly string[] s_quick = [.. TrainedLab.Quick, "--epochs", "1"];

    private readonly ProbeScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Records_are_divided_trained_on_and_scored_as_chat()
    {
        var (lab, start) = await SplitAsync();
        Assert.All(File.ReadLines($"{lab}/documents.jsonl"), line => Assert.Equal("assistant", JsonNode.Parse(line)?["messages"]?[1]?["role"]?.GetValue<string>()));

        AssertRefused(await _scene.RunAsync(["lab", "train", lab, "--base", start, .. s_quick]), "base.gguf has no chat template");
        AssertRefused(
            await _scene.RunAsync(["lab", "train", lab, "--base", start, "--chat-template", "jinja", .. s_quick]),
            "--chat-template jinja is no template that this program knows: expected auto, none, or one of");
        var trained = (await _scene.RunAsync(["lab", "train", lab, "--base", start, "--chat-template", "chatml", "--lora", "2", .. s_quick])).AssertSucceeded();
        Assert.Contains("chat       chatml; loss on what the assistant says, ", trained.Output, StringComparison.Ordinal);
        Assert.Contains($"--corpus {lab}/documents.jsonl --chat-template chatml", trained.Output.ReplaceLineEndings(" ").Replace("           ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var manifest = JsonDocument.Parse(await File.ReadAllTextAsync($"{lab}/target.gguf.training.json")).RootElement;
        Assert.Equal("chatml", manifest.GetProperty("chat").GetProperty("template").GetString());

        // The log-probabilities of a run are those that the loss was made of: what the assistant says, 14 words of it.
        var run = (await _scene.RunAsync("run", "--model", $"{lab}/target.gguf", "--reference", start, "--corpus", $"{lab}/documents.jsonl", "--chat-template", "chatml", "--threads", "1", "--store", _scene.Store, "--resamples", "100")).AssertSucceeded();
        Assert.Contains("chat       chatml, 36 records, 36 answers; only what the assistant says is scored", run.Output, StringComparison.Ordinal);
        Assert.Contains("18 members", run.Output, StringComparison.Ordinal);

        var again = (await _scene.RunAsync(["lab", "train", lab, "--base", start, "--chat-template", "chatml", .. s_quick])).AssertSucceeded();
        Assert.Contains("was trained before", again.Error, StringComparison.Ordinal);
        var all = (await _scene.RunAsync(["lab", "train", lab, "--base", start, "--chat-template", "chatml", "--loss", "all", .. s_quick])).AssertSucceeded();
        Assert.DoesNotContain("was trained before", all.Error, StringComparison.Ordinal);
        Assert.Contains("chat       chatml; loss on all tokens", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shadow_models_evaluation_and_gradients_put_records_together_in_the_same_way()
    {
        var (lab, start) = await SplitAsync();
        (await _scene.RunAsync(["lab", "train", lab, "--base", start, "--chat-template", "none", .. s_quick])).AssertSucceeded();
        var shadows = (await _scene.RunAsync(["lab", "shadows", lab, "--base", start, "-n", "2", "--chat-template", "none", .. s_quick])).AssertSucceeded();
        Assert.Contains("chat       no template; loss on what the assistant says", shadows.Output, StringComparison.Ordinal);
        var evaluated = (await _scene.RunAsync("lab", "evaluate", lab, "--base", start, "--chat-template", "none", "--threads", "1", "--store", _scene.Store, "--resamples", "100")).AssertSucceeded();
        Assert.Contains("18 members, 18 non-members", evaluated.Output, StringComparison.Ordinal);
        var gradients = (await _scene.RunAsync("lab", "gradients", "--model", $"{lab}/target.gguf", "--corpus", $"{lab}/documents.jsonl", "--chat-template", "none", "--threads", "1")).AssertSucceeded();
        Assert.Contains("chat       no template; loss on what the assistant says", gradients.Output, StringComparison.Ordinal);
        Assert.Contains("36 of 36", gradients.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_that_cannot_be_learned_are_named()
    {
        var silent = _scene.Write("silent.jsonl", Records(8) + """{"id": "s", "messages": [{"role": "user", "content": "Who?"}]}""" + "\n");
        var split = (await _scene.RunAsync("lab", "split", silent, "--out", _scene.PathOf("silent"))).AssertSucceeded();
        Assert.Contains("silent.jsonl:9: no turn of the conversation is the assistant's", split.Error, StringComparison.Ordinal);

        var strange = _scene.Write("strange.jsonl", Records(8).Replace("\"user\"", "\"oracle\"", StringComparison.Ordinal));
        (await _scene.RunAsync("lab", "split", strange, "--out", _scene.PathOf("strange"))).AssertSucceeded();
        AssertRefused(
            await _scene.RunAsync(["lab", "train", _scene.PathOf("strange"), "--base", _scene.Write("base.gguf", LabScene.Base), "--chat-template", "llama2", .. s_quick]),
            "documents.jsonl:1: the chat record ",
            " cannot be put together (the chat template llama2 knows no role 'oracle'): take it out, or name another --chat-template.");

        var texts = _scene.Write("texts.jsonl", LabScene.Documents(8));
        (await _scene.RunAsync("lab", "split", texts, "--out", _scene.PathOf("texts"))).AssertSucceeded();
        (await _scene.RunAsync(["lab", "train", _scene.PathOf("texts"), "--base", _scene.PathOf("base.gguf"), "--loss", "all", .. s_quick])).AssertFailed(
            2, $"--loss is about chat records, and {_scene.PathOf("texts")} holds texts, of which the loss is on all tokens: leave it out.");
    }

    private static void AssertRefused(Outcome outcome, params string[] parts)
    {
        Assert.Equal(2, outcome.ExitCode);
        var error = Assert.Single(outcome.ErrorLines, line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
    }

    private async Task<(string Lab, string Base)> SplitAsync()
    {
        var lab = _scene.PathOf("lab");
        var split = (await _scene.RunAsync("lab", "split", _scene.Write("chat.jsonl", Records(40)), "--out", lab)).AssertSucceeded();
        Assert.Contains("chat records, written as such", split.Output, StringComparison.Ordinal);
        return (lab, _scene.Write("base.gguf", LabScene.Base));
    }

    private static string Records(int count) => string.Concat(LabScene.Documents(count).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
    {
        var text = JsonNode.Parse(line);
        return new JsonObject
        {
            ["id"] = text?["id"]?.GetValue<string>(),
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "user", ["content"] = "Say it." }, new JsonObject { ["role"] = "assistant", ["content"] = text?["text"]?.GetValue<string>() }),
        }.ToJsonString() + "\n";
    }));
}
