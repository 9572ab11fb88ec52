using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Testing.Gguf;

namespace LlmMiaProbe.Local.Tests.Gguf;

public sealed class GgufModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_lab_model_is_summarised_as_its_card_says()
    {
        GgufSummary summary = GgufModel.Open(LabFiles.Base).RequireScorable(GgufRelease.Newest);

        Assert.Equal(("llama", "mia-lab-base", "F16"), (summary.Architecture, summary.Name, summary.Quantization));
        Assert.Equal((6, 192, 512), (summary.BlockCount, summary.EmbeddingLength, summary.ContextLength));
        Assert.Equal((3_072, true, 3_070), (summary.Tokenizer.Size, summary.Tokenizer.AddsBos, summary.Tokenizer.BosId));
        Assert.Equal(2 * 3_072 * 192 + 192 + 6 * (2 * 192 + 4 * 192 * 192 + 3 * 192 * 512), summary.ParameterCount);
        Assert.False(summary.HasF32Matrix);
        Assert.False(summary.IsRecurrent);
        Assert.Equal([LabFiles.Base], summary.Shards);
        Assert.Equal(7_775_424, summary.TotalSize);
    }

    [Fact]
    public void A_fine_tuned_model_has_the_tokenizer_of_its_base()
    {
        string tokenizer = GgufModel.Open(LabFiles.Base).RequireScorable(GgufRelease.Newest).Tokenizer.Identity;

        Assert.Matches("^gpt2/gpt-2 sha256:[0-9a-f]{16}$", tokenizer);
        Assert.Equal(tokenizer, GgufModel.Open(LabFiles.Target).RequireScorable(GgufRelease.Newest).Tokenizer.Identity);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_random_model_is_scorable_and_counts_its_parameters(bool fullPrecision, bool tied)
    {
        RandomLlamaModel model = new() { Layers = 2, FullPrecision = fullPrecision, TiedEmbeddings = tied };
        model.Save(_folder["r.gguf"]);

        GgufSummary summary = GgufModel.Open(_folder["r.gguf"]).RequireScorable(GgufRelease.Newest);

        Assert.Equal((tied ? 1 : 2) * 300 * 32 + 32 + 2 * (2 * 32 + 4 * 32 * 32 + 3 * 32 * 64), summary.ParameterCount);
        Assert.Equal((fullPrecision ? "F32" : "F16", fullPrecision), (summary.Quantization, summary.HasF32Matrix));
    }

    [Fact]
    public void Shards_are_found_by_their_names_and_read_as_one_model()
    {
        RandomLlamaModel whole = new();
        whole.Save(_folder["whole.gguf"]);
        WriteShards("x", announced: 12);

        GgufModel model = GgufModel.Open(_folder["x-00001-of-00002.gguf"]);
        GgufSummary summary = model.RequireScorable(GgufRelease.Newest);

        Assert.Equal(GgufModel.Open(_folder["whole.gguf"]).RequireScorable(GgufRelease.Newest).ParameterCount, summary.ParameterCount);
        Assert.Equal([_folder["x-00001-of-00002.gguf"], _folder["x-00002-of-00002.gguf"]], summary.Shards);
        Assert.Equal(new FileInfo(summary.Shards[0]).Length + new FileInfo(summary.Shards[1]).Length, summary.TotalSize);
    }

    [Fact]
    public void Shards_that_do_not_belong_together_get_a_sentence()
    {
        WriteShards("x", announced: 12);
        Assert.Contains("is part 2 of 2: give the first part, x-00001-of-00002.gguf", Refusal("x-00002-of-00002.gguf"), StringComparison.Ordinal);

        File.Copy(_folder["x-00001-of-00002.gguf"], _folder["renamed.gguf"]);
        Assert.Contains("does not end in -00001-of-00002.gguf", Refusal("renamed.gguf"), StringComparison.Ordinal);

        File.Copy(_folder["x-00001-of-00002.gguf"], _folder["x-00002-of-00002.gguf"], overwrite: true);
        Assert.Contains("x-00002-of-00002.gguf says it is part 1, and its name says part 2", Refusal("x-00001-of-00002.gguf"), StringComparison.Ordinal);

        WriteShards("y", announced: 13);
        Assert.Contains("announces 13 tensors in 2 parts, and they hold 12", Refusal("y-00001-of-00002.gguf"), StringComparison.Ordinal);

        File.Delete(_folder["y-00002-of-00002.gguf"]);
        Assert.Contains("y-00002-of-00002.gguf does not exist", Assert.Throws<PrerequisiteException>(() => GgufModel.Open(_folder["y-00001-of-00002.gguf"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Parts_that_were_joined_byte_after_byte_are_told_from_parts_that_were_renamed(bool firstHasTensors)
    {
        WriteShards("x", announced: 12);
        if (firstHasTensors)
        {
            WriteShardsWithTensors("x");
        }

        var (first, second) = (File.ReadAllBytes(_folder["x-00001-of-00002.gguf"]), File.ReadAllBytes(_folder["x-00002-of-00002.gguf"]));
        foreach (var name in new[] { "joined.gguf", "x-00001-of-00002.gguf" })
        {
            File.WriteAllBytes(_folder[name], [.. first, .. second]);
            Assert.Contains("with another part in them: parts cannot be joined byte after byte", Refusal(name), StringComparison.Ordinal);
            Assert.Contains("llama-gguf-split --merge", Refusal(name), StringComparison.Ordinal);
        }

        File.WriteAllBytes(_folder["backwards.gguf"], [.. second, .. first]);
        Assert.Contains("parts cannot be joined byte after byte", Refusal("backwards.gguf"), StringComparison.Ordinal);
        File.WriteAllBytes(_folder["renamed.gguf"], second);
        Assert.Equal(
            "renamed.gguf is part 2 of 2, and its name does not end in -00002-of-00002.gguf, by which parts find each other: "
            + "name the parts renamed-00001-of-00002.gguf to renamed-00002-of-00002.gguf, and give the first",
            Refusal("renamed.gguf"));
    }

    private void WriteShardsWithTensors(string name)
    {
        RandomLlamaModel model = new();
        model.AddTokenizer(model.AddParameters(new GgufWriter()))
            .Add("split.no", (ushort)0).Add("split.count", (ushort)2).Add("split.tensors.count", 12)
            .AddTensor("extra.weight", 0, [3], new byte[12])
            .Save(_folder[name + "-00001-of-00002.gguf"]);
    }

    private string Refusal(string name) => Assert.Throws<ModelException>(() => GgufModel.Open(_folder[name])).Message;

    // The first part holds metadata only, as llama-gguf-split --no-tensor-first-split writes it.
    private void WriteShards(string name, int announced)
    {
        RandomLlamaModel model = new();
        model.AddTokenizer(model.AddParameters(new GgufWriter()))
            .Add("split.no", (ushort)0).Add("split.count", (ushort)2).Add("split.tensors.count", announced)
            .Save(_folder[name + "-00001-of-00002.gguf"]);
        GgufWriter second = new GgufWriter().Add("split.no", (ushort)1).Add("split.count", (ushort)2).Add("split.tensors.count", announced);
        model.AddTensors(second);
        second.Save(_folder[name + "-00002-of-00002.gguf"]);
    }
}
