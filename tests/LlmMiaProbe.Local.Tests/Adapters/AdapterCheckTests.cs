using LlmMiaProbe.Local.Adapters;
using LlmMiaProbe.Local.Gguf;
using LlmMiaProbe.Local.Tests.Gguf;
using LlmMiaProbe.Testing.Gguf;
using TemporaryFolder = LlmMiaProbe.Local.Tests.Gguf.TemporaryFolder;

namespace LlmMiaProbe.Local.Tests.Adapters;

/// <summary>What the native loader refuses without a reason that helps, leaves out without a word, or ends the process on.</summary>
public sealed class AdapterCheckTests : IDisposable
{
    private static readonly AdapterFile s_whole = AdapterFile.For(LabFiles.Base);

    private static readonly AdapterFile s_good = s_whole with
    {
        Matrices = s_whole.Matrices.Where(matrix => matrix.Key.StartsWith("blk.0.", StringComparison.Ordinal)).ToDictionary(),
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_adapter_passes()
    {
        Assert.Equal(14, Check(s_good.ToWriter()).Tensors.Count);
        Assert.Equal(2 * s_whole.Matrices.Count, Check(s_whole.ToWriter()).Tensors.Count);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "architecture", "a.gguf is an adapter for the architecture 'qwen2', and base.gguf is of the architecture 'llama'" },
        { "kind", "a.gguf is a whole model, not a LoRA adapter" },
        { "type", "a.gguf is an adapter of the type 'dora', and only the type 'lora' can be added" },
        { "control", "a.gguf is a control vector, not a LoRA adapter" },
        { "alora", "a.gguf is an activated LoRA (aLoRA)" },
        { "alpha-type", "under the key 'adapter.lora.alpha' where a" },
        { "alpha-nan", "its adapter.lora.alpha is no finite number" },
        { "type-number", "under the key 'general.type' where a" },
        { "unknown-tensor", "a.gguf adapts the tensor blk.9.attn_q.weight, which base.gguf does not have" },
        { "shape-in", "a.gguf adapts the tensor blk.0.attn_q.weight by 190 x 4 and 4 x 192, which does not fit its shape 192 x 192" },
        { "shape-out", "which does not fit its shape 192 x 512" },
        { "shape-deep", "which does not fit its shape 192 x 192" },
        { "ranks", "by 192 x 4 and 3 x 192, which does not fit" },
        { "half", "a.gguf holds only one of .lora_a and .lora_b for the tensor blk.0.attn_q.weight" },
        { "norm", "a.gguf holds the tensor blk.0.attn_norm.weight beside its pairs" },
        { "norm-pair", "adapts the tensor blk.0.attn_norm.weight, to which llama.cpp does not add adapters" },
        { "nothing", "a.gguf holds no weights" },
        { "stored", "stores the tensor blk.0.attn_q.weight.lora_a as I32; expected F32, F16, BF16, Q8_0" },
        { "split", "a.gguf is a part of a split file" },
        { "embedding-ranks", "a.gguf adapts the tensor token_embd.weight by 4 x 3,072 and 3 x 192" },
        { "empty", "a.gguf is empty" },
        { "text", "a.gguf is not a GGUF file" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_one_is_refused_in_a_sentence(string wrong, string sentence)
    {
        var error = Assert.Throws<ModelException>(() => wrong switch
        {
            "empty" => CheckBytes([]),
            "text" => CheckBytes("adapter_model"u8.ToArray()),
            _ => Check(Make(wrong)),
        });
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(0, 1, 1, true)]
    [InlineData(0, 1, 0, false)]
    [InlineData(0, 0, 1, false)]
    [InlineData(0, -0.0f, 1, false)]
    [InlineData(0, float.Epsilon, 1, true)]
    [InlineData(1, 1, -0.0f, false)]
    [InlineData(1, 1, 1, true)]
    [InlineData(30, 1, 0, false)]
    [InlineData(30, 1, 1, true)]
    [InlineData(8, 1, 0, false)]
    [InlineData(8, 1, 1, true)]
    public void An_adapter_of_zeros_is_said_to_change_nothing(int type, float first, float second, bool passes)
    {
        // Of the second pair the last weights alone are set; the first is zeros.
        var rank = type == 8 ? 32 : 4;
        var writer = new AdapterFile().ToWriter();
        foreach (var (name, a, b) in new[] { ("attn_k", 0f, 0f), ("attn_q", first, second) })
        {
            writer.AddTensor($"blk.0.{name}.weight.lora_a", type, [192, rank], Weights(a)).AddTensor($"blk.0.{name}.weight.lora_b", type, [rank, 192], Weights(b));
        }

        if (passes)
        {
            Assert.Equal(4, Check(writer).Tensors.Count);
        }
        else
        {
            var error = Assert.Throws<ModelException>(() => Check(writer));
            Assert.Contains("a.gguf holds only zeros in one of .lora_a and .lora_b of every pair, as before a training, so it changes nothing", error.Message, StringComparison.Ordinal);
        }

        byte[] Weights(float last)
        {
            var count = rank * 192;
            var bytes = new byte[type switch { 0 => 4 * count, 8 => 34 * (count / 32), _ => 2 * count }];
            switch (type)
            {
                case 0:
                    BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), last);
                    break;
                case 1:
                    BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 2), (Half)last);
                    break;
                case 30:
                    BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 2), (ushort)(BitConverter.SingleToUInt32Bits(last) >> 16));
                    break;
                default:
                    for (var block = 0; block < bytes.Length; block += 34)
                    {
                        BitConverter.TryWriteBytes(bytes.AsSpan(block), (Half)1);
                    }

                    bytes[^1] = (byte)last;
                    break;
            }

            return bytes;
        }
    }

    [Fact]
    public void Embeddings_that_are_the_output_too_cannot_be_adapted()
    {
        new RandomLlamaModel { TiedEmbeddings = true }.Save(_folder["tied.gguf"]);
        var adapter = new AdapterFile { Matrices = new Dictionary<string, (int, int)> { ["token_embd.weight"] = (32, 300) } };
        var path = adapter.Save(_folder["a.gguf"]);
        var error = Assert.Throws<ModelException>(() => AdapterCheck.Open(path, GgufModel.Open(_folder["tied.gguf"]), "llama"));
        Assert.Contains("adapts the token embeddings of tied.gguf, which serve as its output too", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_not_an_adapter_and_an_adapter_is_not_a_model()
    {
        var model = Assert.Throws<ModelException>(() => AdapterCheck.Open(LabFiles.Target, GgufModel.Open(LabFiles.Base), "llama"));
        Assert.Contains("target.gguf is a whole model, not a LoRA adapter: give it as the model itself (--model)", model.Message, StringComparison.Ordinal);
        var adapter = Assert.Throws<ModelException>(() => GgufModel.Open(LabFiles.PathOf("adapter.gguf")).RequireScorable(GgufRelease.Newest));
        Assert.Contains("adapter.gguf is a LoRA adapter, not a model: give the model that it was trained on, and this with --lora", adapter.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_tensors_from_outside_stay_on_one_line()
    {
        var writer = s_good.ToWriter().AddTensor("a\nb\u2028.lora_a", 0, [192, 4], new byte[4 * 192 * 4]).AddTensor("a\nb\u2028.lora_b", 0, [4, 192], new byte[4 * 192 * 4]);
        var error = Assert.Throws<ModelException>(() => Check(writer));
        Assert.Contains("a.gguf adapts the tensor a.b., which base.gguf", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(float.NaN, true)]
    [InlineData(float.PositiveInfinity, false)]
    public void Weights_that_are_no_numbers_are_found(float value, bool isNaN)
    {
        var content = new byte[4 * 192 * 4];
        BitConverter.TryWriteBytes(content.AsSpan(400), value);
        var path = new AdapterFile().ToWriter()
            .AddTensor("blk.0.attn_q.weight.lora_a", 0, [192, 4], content)
            .AddTensor("blk.0.attn_q.weight.lora_b", 0, [4, 192], new byte[4 * 192 * 4]);
        path.Save(_folder["a.gguf"]);
        var error = Assert.Throws<ModelException>(() => GgufWeightScan.RequireSoundFile(_folder["a.gguf"]));
        Assert.Contains($"blk.0.attn_q.weight.lora_a holds {(isNaN ? "NaN" : "infinity")}", error.Message, StringComparison.Ordinal);
    }

    private static GgufWriter Make(string wrong) => wrong switch
    {
        "architecture" => (s_good with { Architecture = "qwen2" }).ToWriter(),
        "kind" => (s_good with { Kind = "model" }).ToWriter(),
        "type" => (s_good with { Type = "dora" }).ToWriter(),
        "control" => (s_good with { Kind = "model", Architecture = "controlvector" }).ToWriter(),
        "alora" => s_good.ToWriter().Add("adapter.alora.invocation_tokens", new uint[] { 1, 2 }),
        "alpha-type" => (s_good with { Alpha = null }).ToWriter().Add("adapter.lora.alpha", 8U),
        "alpha-nan" => (s_good with { Alpha = float.NaN }).ToWriter(),
        "type-number" => new GgufWriter().Add("general.type", 1U),
        "unknown-tensor" => With(("blk.9.attn_q.weight", (192, 192))),
        "shape-in" => With(("blk.0.attn_q.weight", (190, 192))),
        "shape-out" => With(("blk.0.ffn_up.weight", (192, 511))),
        "shape-deep" => Pair([192, 4, 2], [4, 192, 2]),
        "ranks" => Pair([192, 4], [3, 192]),
        "half" => new AdapterFile().ToWriter().AddTensor("blk.0.attn_q.weight.lora_a", 0, [192, 4], new byte[192 * 16]),
        "norm" => s_good.ToWriter().AddTensor("blk.0.attn_norm.weight", 0, [192], new byte[192 * 4]),
        "norm-pair" => With(("blk.0.attn_norm.weight", (192, 1))),
        "nothing" => new AdapterFile().ToWriter(),
        "stored" => new AdapterFile().ToWriter()
            .AddTensor("blk.0.attn_q.weight.lora_a", 26, [192, 4], new byte[192 * 16])
            .AddTensor("blk.0.attn_q.weight.lora_b", 0, [4, 192], new byte[192 * 16]),
        "split" => s_good.ToWriter().Add("split.count", (ushort)2),
        "embedding-ranks" => new AdapterFile().ToWriter()
            .AddTensor("token_embd.weight.lora_a", 0, [4, 3072], new byte[3072 * 16])
            .AddTensor("token_embd.weight.lora_b", 0, [3, 192], new byte[192 * 12]),
        _ => throw new ArgumentOutOfRangeException(nameof(wrong)),
    };

    private static GgufWriter With((string Name, (int, int) Shape) matrix) =>
        (s_good with { Matrices = new Dictionary<string, (int, int)> { [matrix.Name] = matrix.Shape } }).ToWriter();

    private static GgufWriter Pair(long[] first, long[] second) => new AdapterFile().ToWriter()
        .AddTensor("blk.0.attn_q.weight.lora_a", 0, first, new byte[4 * first.Aggregate(1L, (a, b) => a * b)])
        .AddTensor("blk.0.attn_q.weight.lora_b", 0, second, new byte[4 * second.Aggregate(1L, (a, b) => a * b)]);

    private GgufFile Check(GgufWriter writer) => CheckBytes(writer.ToArray());

    private GgufFile CheckBytes(byte[] bytes) => AdapterCheck.Open(_folder.Write("a.gguf", bytes), GgufModel.Open(LabFiles.Base), "llama");
}
