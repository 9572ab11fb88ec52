using System.Security.Cryptography;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Probing;

/// <summary>What the lines of one imported model have in common.</summary>
/// <param name="name">What the user calls the model.</param>
/// <param name="role">Its part.</param>
/// <param name="file">Where its lines are.</param>
internal sealed class ImportedLines(string name, string role, string file)
{
    private const string Plain = "plain";

    // More ids than any vocabulary has, and little enough to list.
    private const int MostIds = 1 << 21;

    private readonly SortedSet<string> _variants = new(StringComparer.Ordinal);
    private readonly Dictionary<int, byte[]> _spelled = [];
    private readonly byte[] _splits = new byte[SHA256.HashSizeInBytes];
    private ScoreColumns _columns = ScoreColumns.All;
    private bool? _scoresFirst;
    private bool _spellsOneThingEach = true;

    public string Name => name;

    public string File => file;

    public long Texts { get; private set; }

    /// <summary>What the tokens spell; null where ids are not told, or spell several things.</summary>
    public Vocabulary? Vocabulary => !_spellsOneThingEach || _spelled.Count == 0
        ? null
        : new([.. Enumerable.Range(0, _spelled.Keys.Max() + 1).Select(id => _spelled.GetValueOrDefault(id, []))]);

    /// <summary>The same for the same name, part and content; another one for any other.</summary>
    public string Fingerprint(string fileHash)
    {
        using var hash = new FramedHash("imported evidence 1");
        return hash.Add(name).Add(role).Add(fileHash).FinishHex();
    }

    /// <exception cref="FormatException">Other lines score the first token of their texts and this one does not, or the other way round.</exception>
    public void RequireAlike(ImportedLine line)
    {
        if (_scoresFirst is { } others && others != line.Scores.UnscoredFirstToken is null)
        {
            throw new FormatException(others
                ? "the first token has no log-probability, and in the lines before it has one; expected all texts after a BOS, or none"
                : "the first token has a log-probability, and in the lines before it has none; expected all texts after a BOS, or none");
        }
    }

    public void Add(ImportedLine line)
    {
        Texts += line.Variant == Plain ? 1 : 0;
        _variants.Add(line.Variant);
        _columns &= line.Scores.Columns;
        _scoresFirst = line.Scores.UnscoredFirstToken is null;
        int[] tokens = line.Scores.UnscoredFirstToken is { } first ? [first, .. line.Scores.Tokens] : line.Scores.Tokens;
        Spell(line, tokens);
        if (line.Variant == Plain)
        {
            AddSplit(line, tokens);
        }
    }

    public ImportedModel Build(string fileHash) => new()
    {
        Name = name,
        Fingerprint = Fingerprint(fileHash),
        File = file,
        FileHash = fileHash,
        Texts = Texts,
        Columns = _columns,
        Variants = [.. _variants],
        ScoresFirstToken = _scoresFirst == true,
        Tokenizer = $"as imported, {Convert.ToHexStringLower(_splits)}",
        VocabularySize = Vocabulary?.Pieces.Count ?? 0,
    };

    private void Spell(ImportedLine line, int[] tokens)
    {
        _spellsOneThingEach &= line.HasIds && line.Spelled.Count == tokens.Length && tokens.All(id => id < MostIds);
        if (!_spellsOneThingEach)
        {
            _spelled.Clear();
            return;
        }

        foreach (var (id, bytes) in tokens.Zip(line.Spelled))
        {
            _spellsOneThingEach &= _spelled.TryAdd(id, bytes) || _spelled[id].AsSpan().SequenceEqual(bytes);
        }
    }

    // In whatever order the lines come.
    private void AddSplit(ImportedLine line, int[] tokens)
    {
        using var hash = new FramedHash("split text 1");
        hash.Add(line.Document);
        foreach (var token in tokens)
        {
            hash.Add(token);
        }

        var digest = hash.Finish();
        for (var i = 0; i < _splits.Length; i++)
        {
            _splits[i] ^= digest[i];
        }
    }
}
