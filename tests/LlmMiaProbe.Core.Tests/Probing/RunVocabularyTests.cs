using LlmMiaProbe.Probing;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Probing;

public sealed class RunVocabularyTests
{
    private static readonly string Tokenizer = new ScriptedModel("target").Description.Tokenizer;

    [Fact]
    public async Task A_run_keeps_what_the_tokens_of_its_target_spell()
    {
        using var scene = new ProbeScene(["one text", "another"]);
        await scene.RunAsync();
        Assert.Equal(Enumerable.Range(0, 256).Select(i => new[] { (byte)i }), scene.Store.FindVocabulary(Tokenizer)?.Pieces);
    }

    [Fact]
    public async Task A_run_that_keeps_no_text_keeps_no_spelling_either()
    {
        using var scene = new ProbeScene(["one text", "another"]);
        scene.Settings = scene.Settings with { KeepText = false };
        await scene.RunAsync();
        Assert.Null(scene.Store.FindVocabulary(Tokenizer));
    }

    [Fact]
    public async Task The_digest_of_a_run_follows_its_documents_and_not_their_files()
    {
        using var first = new ProbeScene(["one text", "another"]);
        using var same = new ProbeScene(["one text", "another"]);
        using var other = new ProbeScene(["one text", "yet another"]);
        var digests = new List<string>();
        foreach (var scene in new[] { first, same, other })
        {
            digests.Add(RunDigest.Of(scene.Store.ReadDocuments(await scene.RunAsync())));
        }

        Assert.Equal(digests[0], digests[1]);
        Assert.NotEqual(digests[0], digests[2]);
        Assert.Matches("^[0-9a-f]{64}$", digests[0]);
    }
}
