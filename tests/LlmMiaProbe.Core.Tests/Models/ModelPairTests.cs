using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Models;

namespace LlmMiaProbe.Core.Tests.Models;

public sealed class ModelPairTests
{
    private static readonly ModelDescription s_target = new ScriptedModel("target").Description;
    private static readonly ModelDescription s_reference = new ScriptedModel("reference").Description;

    [Fact]
    public void A_pair_is_as_large_as_both_and_known_by_both_in_order()
    {
        var pair = ModelPair.Describe(s_target, s_reference);
        Assert.Equal((s_target.FileSize + s_reference.FileSize, s_target.Tokenizer), (pair.FileSize, pair.Tokenizer));
        Assert.Equal("target.gguf and reference.gguf", pair.Name);
        Assert.Equal(4, new[] { pair, s_target, s_reference, ModelPair.Describe(s_reference, s_target) }.Select(model => model.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void Another_tokenizer_is_refused()
    {
        var other = new ScriptedModel("reference") { Tokenizer = ScriptedTokenizer.Words }.Description;
        var message = Assert.Throws<ConfigurationException>(() => ModelPair.Describe(s_target, other)).Message;
        Assert.Contains("reference.gguf", message, StringComparison.Ordinal);
        Assert.Contains("same tokenizer", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_knows_how_many_neighbours_it_stands_for()
    {
        Assert.Equal((12, true), (ModelRole.Neighbours(12).NeighbourCount, ModelRole.Neighbours(12).IsPair));
        Assert.Equal((null, true), (ModelRole.Divergence.NeighbourCount, ModelRole.Divergence.IsPair));
        Assert.Equal((null, false), (ModelRole.Reference.NeighbourCount, ModelRole.Reference.IsPair));
    }
}
