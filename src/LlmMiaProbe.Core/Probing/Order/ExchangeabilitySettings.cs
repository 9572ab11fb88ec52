namespace LlmMiaProbe.Probing;

/// <summary>How the published order of a corpus is tested.</summary>
/// <param name="Shards">Contiguous parts that are reordered by themselves; the paper uses 50.</param>
/// <param name="Permutations">Random orders of each; the paper uses 250.</param>
/// <param name="Seed">The same seed gives the same orders.</param>
public sealed record ExchangeabilitySettings(int Shards = 50, int Permutations = 24, int Seed = 0)
{
    /// <exception cref="ConfigurationException">A number is too small, or there are fewer than two documents for each shard.</exception>
    public void Require(long documents)
    {
        if (Shards < 1 || Permutations < 1)
        {
            throw new ConfigurationException(Shards < 1
                ? $"--shards {Shards}: expected a whole number of at least 1."
                : $"--permutations {Permutations}: expected a whole number of at least 1.");
        }

        if (documents < 2)
        {
            throw new ConfigurationException($"An order needs at least two documents; there {(documents == 1 ? "is only 1" : "are none")}.");
        }

        if (documents / 2 < Shards)
        {
            throw new ConfigurationException(
                $"--shards {Shards} needs at least {2L * Shards} documents, two in each; there are {documents}: use --shards {documents / 2} or fewer.");
        }
    }

    /// <summary>Documents before a shard.</summary>
    /// <param name="shard">From 0; <see cref="Shards"/> for the end.</param>
    /// <param name="documents">In all.</param>
    internal long StartOf(int shard, long documents) => (long)((Int128)documents * shard / Shards);
}
