using System.Security.Cryptography;
using System.Text;

namespace LlmMiaProbe.Extraction.Canaries;

/// <summary>
/// Canaries whose secrets are drawn from a seed that is committed to before training and revealed after. Zhang et al. 2024
/// (arXiv 2409.19798) argue that a rank test on randomly drawn canaries is one of few sound proofs; it is sound only if the
/// draw can be checked.
/// </summary>
public sealed class SealedCanaries
{
    internal const string Format = "mia-probe canaries 1";

    private const string DrawRule = "secret of canary id: bytes of SHA-256(seed LF id LF block), block 0, 1, ...; "
        + "bytes at or above the largest multiple of the alphabet's size n are skipped, others give symbol byte mod n; references: "
        + "the same with id/references, those drawn before left out";

    private SealedCanaries(CanarySet set, CanaryRecord record, CanaryReveal reveal) => (Set, Record, Reveal) = (set, record, reveal);

    public CanarySet Set { get; }

    internal CanaryRecord Record { get; }

    internal CanaryReveal Reveal { get; }

    /// <param name="template">The carrier.</param>
    /// <param name="alphabet">The secrets.</param>
    /// <param name="repetitions">Copies of each canary, which says how many canaries there are.</param>
    /// <param name="references">References per canary that the test is going to draw.</param>
    /// <param name="seed">Whoever guesses it can open the record.</param>
    /// <param name="nonce">Random, hexadecimal; keeps short seeds from being found by their hash.</param>
    /// <exception cref="ConfigurationException">There are not so many secrets.</exception>
    public static SealedCanaries Draw(
        CanaryTemplate template, SecretAlphabet alphabet, IReadOnlyList<int> repetitions, int references, string seed, string nonce)
    {
        alphabet.RequireReferences(references);
        var width = Math.Max(2, (repetitions.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        var entries = repetitions
            .Select(
                (copies, i) => new CanaryEntry(
                    $"canary-{i.ToString($"D{width}", System.Globalization.CultureInfo.InvariantCulture)}", copies, template.Carrier(i).Prefix, null))
            .ToList();
        var set = SetOf(template, alphabet, entries, references, seed);
        var record = new CanaryRecord
        {
            Format = Format,
            Template = template.Text,
            Alphabet = alphabet.Symbols,
            Length = alphabet.Length,
            References = references,
            Draw = DrawRule,
            SeedCommitment = Commitment(seed, nonce),
            PlantedCopies = repetitions.Sum(),
            PlantedSha256 = HashOf(set),
            Canaries = entries,
        };
        return new SealedCanaries(set, record, new CanaryReveal(seed, nonce));
    }

    /// <summary>Draws the secrets of a sealed record again.</summary>
    /// <exception cref="ConfigurationException">The seed is not the one committed to, or the record was changed.</exception>
    internal static CanarySet Open(CanaryRecord record, CanaryTemplate template, SecretAlphabet alphabet, CanaryReveal reveal, string path)
    {
        if (reveal is not { Seed: { } seed, Nonce: { } nonce } || Commitment(seed, nonce) != record.SeedCommitment)
        {
            throw new ConfigurationException(
                $"{path}: the seed does not open the record, because SHA-256 of nonce and seed is not its seedCommitment: "
                + "give the reveal file that was written together with it.");
        }

        var set = SetOf(template, alphabet, record.Canaries ?? [], record.References, seed);
        return HashOf(set) == record.PlantedSha256
            ? set
            : throw new ConfigurationException(
                $"{path}: the canaries drawn from the seed are not those whose plantedSha256 was recorded, "
                + "so the record was changed after it was sealed: use the original file.");
    }

    /// <summary>What the record publishes of the seed.</summary>
    internal static string Commitment(string seed, string nonce) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{nonce}\n{seed}")));

    private static string HashOf(CanarySet set) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(set.Planted())));

    private static CanarySet SetOf(CanaryTemplate template, SecretAlphabet alphabet, IReadOnlyList<CanaryEntry> entries, int? references, string seed) => new()
    {
        Template = template,
        Alphabet = alphabet,
        AnnouncedReferences = references,
        IsSealed = true,
        Seed = seed,
        Canaries =
        [
            .. entries.Select(
                (entry, i) => new Canary(
                    entry.Id ?? "", entry.Repetitions, template.Carrier(i).Prefix, SecretDraw.Draw(seed, entry.Id ?? "", alphabet),
                    template.Carrier(i).Suffix)),
        ],
    };
}
