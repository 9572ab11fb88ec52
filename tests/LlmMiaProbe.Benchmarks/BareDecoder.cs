using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Benchmarks;

/// <summary>The decodes that the scorer makes under its default policy, and nothing else: logits are waited for but not read.</summary>
internal sealed class BareDecoder : IDisposable
{
    private readonly WidenedModel _widened;
    private readonly ILlamaModel _model;
    private readonly ILlamaContext _context;
    private readonly Dictionary<int, ILlamaContext> _shared = [];

    public BareDecoder(string path, ModelDescription description)
    {
        var engine = BenchmarkModels.Engine;
        _widened = WidenedModel.Create(engine, [path], description.FileSize, Environment.ProcessorCount);
        _model = engine.Load([_widened.Path], vocabularyOnly: false, LayerPlacement.Cpu, repack: false);
        _context = _model.CreateContext(ContextShape.ForOne(Math.Min(description.ContextLength, 2048), _model.VocabularySize, Environment.ProcessorCount, NumericPolicy.Exact));
    }

    public void Decode(IReadOnlyList<PreparedText> texts)
    {
        foreach (var text in texts)
        {
            _context.Clear();
            _context.Add(_model.BosToken ?? 0, 0, 0, output: true);
            for (var i = 0; i < text.Tokens.Length - 1; i++)
            {
                if (_context.IsBatchFull)
                {
                    _context.Decode();
                }

                _context.Add(text.Tokens[i], i + 1, 0, output: true);
            }

            _context.Decode();
        }
    }

    /// <summary>Prefix and text of each window in one pass, several windows a decode, with logits for the tokens of the text only.</summary>
    public void DecodeWindows(IReadOnlyList<PreparedText> windows, int perDecode)
    {
        var length = windows.Max(window => (int)window.InputTokens);
        var context = perDecode == 1 ? _context : _shared.GetValueOrDefault(perDecode) ?? (_shared[perDecode] = _model.CreateContext(_context.Shape with
        {
            SequenceTokens = length,
            Sequences = perDecode,
            BatchTokens = length * perDecode,
            MicroBatchTokens = length * perDecode,
        }));
        foreach (var together in windows.Chunk(perDecode))
        {
            context.Clear();
            for (var sequence = 0; sequence < together.Length; sequence++)
            {
                int[] tokens = [_model.BosToken ?? 0, .. together[sequence].Prefix, .. together[sequence].Tokens[..^1]];
                for (var i = 0; i < tokens.Length; i++)
                {
                    context.Add(tokens[i], i, sequence, output: i >= together[sequence].Prefix.Length);
                }
            }

            context.Decode();
        }
    }

    public void Dispose()
    {
        foreach (var context in _shared.Values)
        {
            context.Dispose();
        }

        _context.Dispose();
        _model.Dispose();
        _widened.Dispose();
    }
}
