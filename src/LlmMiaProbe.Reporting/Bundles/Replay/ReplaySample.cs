using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Bundles;

/// <summary>
/// A random part of the evidence of a bundle that models can be asked again about. Nothing but numbers and texts is taken from a bundle:
/// no path, no setting, no code.
/// </summary>
public sealed class ReplaySample
{
    /// <summary>Tokens of a text at most; longer ones are not drawn.</summary>
    private const int MostTokens = 1 << 20;

    internal const string Plain = "plain";

    private readonly BundleFindings _findings = new();
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    // Of conversations; null where the text is not in the bundle.
    private readonly Dictionary<string, RenderedText?> _conversations = new(StringComparer.Ordinal);

    private readonly Dictionary<(bool IsAttempt, string Why), long> _notDrawn = [];

    private ReplaySample(RunRecord run) => Models = run.Models;

    /// <summary>As the bundle states them.</summary>
    public IReadOnlyList<RunModel> Models { get; }

    /// <summary>Token scores that could be drawn, and those that cannot be asked again, see <see cref="NotDrawn"/>.</summary>
    public (long Eligible, long Others) Scores { get; private set; }

    /// <summary>The same of attempts.</summary>
    public (long Eligible, long Others) Attempts { get; private set; }

    /// <summary>What cannot be asked again with the reason, a clause each, such as "3 rows after prefixes".</summary>
    public IReadOnlyList<string> NotDrawn =>
    [
        .. _notDrawn.OrderBy(entry => entry.Key.Why, StringComparer.Ordinal)
            .Select(entry => $"{Figures.Count(entry.Value, entry.Key.IsAttempt ? "attempt" : "row")} {entry.Key.Why}"),
    ];

    internal List<ReplayedScores> DrawnScores { get; } = [];

    internal List<ReplayedAttempt> DrawnAttempts { get; } = [];

    /// <summary>Sentences about what makes the bundle none that can be replayed; empty for a sound one.</summary>
    public IReadOnlyList<string> Mismatches => _findings.Mismatches;

    /// <param name="folder">A bundle.</param>
    /// <param name="roles">The models that are at hand.</param>
    /// <param name="size">Token scores to draw, and attempts.</param>
    /// <param name="seed">Of the draw.</param>
    /// <exception cref="PrerequisiteException">It is no bundle.</exception>
    public static ReplaySample Read(string folder, IReadOnlyList<ModelRole> roles, int size, int seed)
    {
        var findings = new BundleFindings();
        var files = new BundleFolder(folder, findings);
        if (files.ReadManifest() is not { } manifest || !files.Compare(manifest) || findings.HasMismatch)
        {
            throw Unsound(folder, findings);
        }

        RunRecord run;
        try
        {
            run = RunJson.Read(BundleText.All(folder, EvidenceBundle.Run, BundleLimits.Value));
        }
        catch (Exception error) when (error is not (ProbeException or OperationCanceledException or OutOfMemoryException))
        {
            findings.Mismatch($"{EvidenceBundle.Run} does not describe a run: {error.Message}");
            throw Unsound(folder, findings);
        }

        var sample = new ReplaySample(run);
        sample.ReadConversations(folder);
        sample.ReadScores(folder, manifest.Format == BundleManifest.Version2, roles, size, seed);
        sample.ReadAttempts(folder, manifest.Format == BundleManifest.Version2, roles, size, seed);
        sample.ReadTexts(folder);
        return sample;
    }

    /// <summary>The text of a document whose token scores were drawn; null if the bundle does not have it.</summary>
    internal string? TextOf(string document) => _texts.GetValueOrDefault(document);

    /// <summary>The conversation of a document; null for a text.</summary>
    internal RenderedText? ConversationOf(string document) => _conversations.GetValueOrDefault(document);

    private static PrerequisiteException Unsound(string folder, BundleFindings findings) => new(
        $"{folder} is not what was exported ({(findings.Mismatches is [var first, ..] ? first : "a file is missing")}): 'mia-probe verify' names all that "
            + "is amiss");

    private void ReadScores(string folder, bool isSecond, IReadOnlyList<ModelRole> roles, int size, int seed)
    {
        var drawn = new PriorityQueue<ReplayedScores, ulong>(Comparer<ulong>.Create((one, other) => other.CompareTo(one)));
        Each(folder, EvidenceBundle.TokenScoresFile, (place, line) =>
        {
            var model = line.Object("model");
            var (document, role, variant) = (line.Text("document"), new ModelRole(model.Text("role")), line.Text("variant"));
            var stated = Models.FirstOrDefault(known => known.Role == role)?.Model;
            var scores = TokenScoresReader.Read(line, isSecond);
            var isChat = _conversations.TryGetValue(document, out var conversation);
            var why = WhyNotAtHand(stated, role, roles)
                ?? (variant.StartsWith("after-", StringComparison.Ordinal) ? "after prefixes"
                : scores.Count == 0 ? "without a token"
                : scores.Count > MostTokens ? "of texts that are too long"
                : isChat && conversation is null ? "of chat records whose text is not in the bundle"
                : isChat && variant != Plain ? "of altered chat records"
                : null);
            if (why is not null)
            {
                Scores = (Scores.Eligible, Scores.Others + 1);
                CountNotDrawn(isAttempt: false, why);
                return;
            }

            Scores = (Scores.Eligible + 1, Scores.Others);
            Draw(drawn, new ReplayedScores(place, document, role, variant, scores), place, size, seed);
        });
        DrawnScores.AddRange(drawn.UnorderedItems.Select(item => item.Element).OrderBy(one => one.Place.Length)
            .ThenBy(one => one.Place, StringComparer.Ordinal));
    }

    private void ReadAttempts(string folder, bool isSecond, IReadOnlyList<ModelRole> roles, int size, int seed)
    {
        var drawn = new PriorityQueue<ReplayedAttempt, ulong>(Comparer<ulong>.Create((one, other) => other.CompareTo(one)));
        Each(folder, EvidenceBundle.Attempts, (place, line) =>
        {
            var read = AttemptJson.Read(line, isSecond);
            var (role, outcome) = (read.Use.Role, read.Attempt.Outcome);
            var stated = Models.FirstOrDefault(known => known.Role == role)?.Model;
            var scheme = outcome.Request.Scheme;
            var isSound = scheme is { Temperature: >= 0 and <= 100, TopK: null or >= 1, TopP: > 0 and <= 1 }
                && outcome.Request.Prompt.Length is > 0 and <= MostTokens;
            var why = WhyNotAtHand(stated, role, roles)
                ?? (outcome.Failure is not null ? "that failed"
                : !isSound ? "with a request that no model takes"
                : read.Attempt.Model != stated?.Fingerprint ? "of another model than the run names"
                : AttemptPurpose.IsQuestion(read.Use.Purpose) ? "that are questions in a chat"
                : null);
            if (why is not null)
            {
                Attempts = (Attempts.Eligible, Attempts.Others + 1);
                CountNotDrawn(isAttempt: true, why);
                return;
            }

            Attempts = (Attempts.Eligible + 1, Attempts.Others);
            Draw(drawn, new ReplayedAttempt(place, role, read.Attempt), place, size, seed);
        });
        DrawnAttempts.AddRange(drawn.UnorderedItems.Select(item => item.Element).OrderBy(one => one.Place.Length)
            .ThenBy(one => one.Place, StringComparer.Ordinal));
    }

    private static string? WhyNotAtHand(ModelDescription? stated, ModelRole role, IReadOnlyList<ModelRole> roles) =>
        stated is null || !roles.Contains(role) ? "of models that are not at hand" : stated.HasNoFile ? "of models without a file" : null;

    private void CountNotDrawn(bool isAttempt, string why) => _notDrawn[(isAttempt, why)] = _notDrawn.GetValueOrDefault((isAttempt, why)) + 1;

    // Of what a conversation holds beside the scored tokens its text alone tells.
    private void ReadConversations(string folder) => Each(folder, EvidenceBundle.Documents, (place, line) =>
    {
        if (line.Has("mask"))
        {
            var (text, mask) = (line.TextOrNull("text"), line.Text("mask"));
            _conversations[line.Text("document")] = text is null ? null
                : RenderedText.Parse(text, mask) ?? throw new BundleException($"{place}: 'mask' does not fit the text");
        }
    });

    private void ReadTexts(string folder)
    {
        var wanted = DrawnScores.Where(one => one.Variant == Plain && !_conversations.ContainsKey(one.Document))
            .Select(one => one.Document).ToHashSet(StringComparer.Ordinal);
        Each(folder, EvidenceBundle.Documents, (_, line) =>
        {
            if (wanted.Contains(line.Text("document")) && line.TextOrNull("text") is { } text)
            {
                _texts[line.Text("document")] = text;
            }
        });
    }

    private void Each(string folder, string file, Action<string, StrictObject> read) => _findings.Guard(() =>
    {
        foreach (var (place, line) in BundleText.Lines(folder, file))
        {
            _findings.Guard(() =>
            {
                using var json = StrictObject.Parse(line, place);
                read(place, new StrictObject(json.RootElement, place));
            });
        }
    });

    // The smallest random numbers stay, so that memory does not grow with the bundle.
    private static void Draw<T>(PriorityQueue<T, ulong> drawn, T one, string place, int size, int seed)
    {
        drawn.Enqueue(one, BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{place}"))));
        if (drawn.Count > size)
        {
            drawn.Dequeue();
        }
    }
}

/// <summary>Token scores to be had again.</summary>
internal sealed record ReplayedScores(string Place, string Document, ModelRole Role, string Variant, TokenScores Scores);

/// <summary>An attempt to be made again.</summary>
internal sealed record ReplayedAttempt(string Place, ModelRole Role, Attempt Attempt);
