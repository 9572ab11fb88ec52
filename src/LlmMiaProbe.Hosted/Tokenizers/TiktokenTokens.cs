using System.IO.Compression;
using System.Reflection;
using System.Text;
using LlmMiaProbe.Models;
using Microsoft.ML.Tokenizers;

namespace LlmMiaProbe.Hosted.Tokenizers;

/// <summary>
/// Token ids of a tiktoken vocabulary and the bytes that each spells, so that windows can be cut between tokens. Ids and bytes
/// are those of the vocabulary that comes with the package, which spells out its bytes nowhere else.
/// </summary>
/// <param name="encoding">Name of the vocabulary.</param>
/// <param name="tokenizer">The same.</param>
/// <param name="text">Splits text with it.</param>
internal sealed class TiktokenTokens(string encoding, TiktokenTokenizer tokenizer, OrdinaryText text) : ITokenizer
{
    private readonly Lazy<byte[][]> _pieces = new(() => Read(encoding, tokenizer));

    private readonly OrdinaryText _text = text;

    public string Identity => $"tiktoken {encoding}";

    public int[] Tokenize(string text) => [.. _text.Ids(text)];

    public ReadOnlyMemory<byte> BytesOf(int token) => token >= 0 && token < _pieces.Value.Length ? _pieces.Value[token] : default;

    public void Dispose()
    {
    }

    // A first line with the capacity, then a token a line in Base64, in order of id.
    private static byte[][] Read(string encoding, TiktokenTokenizer tokenizer)
    {
        var name = $"Microsoft.ML.Tokenizers.Data.{char.ToUpperInvariant(encoding[0])}{encoding[1..encoding.IndexOf('_', StringComparison.Ordinal)]}Base";
        using var stream = Assembly.Load(name).GetManifestResourceStream($"{encoding}.tiktoken.deflate") 
            ?? throw new InvalidOperationException($"{name} has no vocabulary {encoding}.");
        using var lines = new StreamReader(new DeflateStream(stream, CompressionMode.Decompress));
        var pieces = new List<byte[]>();
        lines.ReadLine();
        while (lines.ReadLine() is { } line)
        {
            pieces.Add(Convert.FromBase64String(line));
        }

        foreach (var (special, id) in tokenizer.SpecialTokens ?? new Dictionary<string, int>())
        {
            while (pieces.Count <= id)
            {
                pieces.Add([]);
            }

            pieces[id] = Encoding.UTF8.GetBytes(special);
        }

        return [.. pieces];
    }
}
