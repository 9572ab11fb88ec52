using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LlmMiaProbe.LlamaSharp;
using LlmMiaProbe.Local;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Loopback;

/// <summary>Serves a GGUF with the logits that the local scorer sees, on one thread.</summary>
public sealed class ServedGguf : IServedModel
{
    private const int MostKnown = 4000;

    // Whoever asks a server what it is asks the same of each: what was predicted once in this process is known.
    private static readonly ConcurrentDictionary<string, float[]> s_known = new(StringComparer.Ordinal);

    private readonly LlamaTokenScorer _scorer;
    private readonly string _file;

    public ServedGguf(string path)
    {
        var file = new FileInfo(path);
        _file = $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}";
        _scorer = LlamaModels.Open(LlamaSharpEngine.Load(), path, _ => "", new LocalScorerOptions { Threads = 1 });
        _scorer.MakeContexts();
        Name = Path.GetFileNameWithoutExtension(path);
    }

    public string Name { get; }

    public int? Bos => _scorer.Bos;

    public int ContextTokens => _scorer.ContextTokens;

    public int[] Tokenize(string text) => _scorer.Tokenize(text);

    public ReadOnlyMemory<byte> BytesOf(int token) => _scorer.BytesOf(token);

    public bool EndsGeneration(int token) => _scorer.BytesOf(token).Length == 0;

    public IReadOnlyList<float[]> Predictions(int[] tokens)
    {
        var predictions = new List<float[]>(tokens.Length);
        foreach (var (_, rows) in tokens.Length == 0 ? [] : _scorer.Decode(new PreparedText(default, tokens, 0, 0), CancellationToken.None))
        {
            for (var row = 0; row < rows.Count; row++)
            {
                predictions.Add(rows[row].ToArray());
            }
        }

        return predictions;
    }

    // The prediction of any token after the others.
    public float[] Next(int[] tokens)
    {
        var key = $"{_file} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(tokens.AsSpan())))}";
        if (s_known.TryGetValue(key, out var known))
        {
            return [.. known];
        }

        var next = Predictions([.. tokens, 0])[^1];
        if (s_known.Count < MostKnown)
        {
            s_known.TryAdd(key, [.. next]);
        }

        return next;
    }

    public void Dispose() => _scorer.Dispose();
}
