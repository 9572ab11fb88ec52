using LlmMiaProbe.LlamaCpp;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Benchmarks;

/// <summary>The decodes that the scorer makes under its default policy, and nothing else: logits are waited for but not read.</summary>
internal sealed class BareDecoder : IDisposable
{
    private readonly WidenedModel _widened;
    private readonly LlamaModel _model;
    private readonly LlamaContext _context;

    public BareDecoder(string path, ModelDescription description)
    {
        _widened = WidenedModel.Create([path], description.FileSize, Environment.ProcessorCount);
        _model = LlamaModel.Load([_widened.Path], vocabularyOnly: false);
        _context = new LlamaContext(_model, ContextShape.ForOne(Math.Min(description.ContextLength, 2048), _model.VocabularySize, Environment.ProcessorCount, NumericPolicy.Exact));
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

    public void Dispose()
    {
        _context.Dispose();
        _model.Dispose();
        _widened.Dispose();
    }
}
