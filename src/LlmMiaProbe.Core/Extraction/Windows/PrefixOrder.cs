using MathNet.Numerics.Random;

namespace LlmMiaProbe.Extraction;

/// <summary>One random order of the places of a prefix, the same for all windows of a run: the tokens stay, what they say is gone.</summary>
internal sealed class PrefixOrder
{
    private readonly int[] _order;

    /// <param name="length">Tokens of a prefix, at least 2.</param>
    /// <param name="seed">Seed of the run.</param>
    public PrefixOrder(int length, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var random = new Xoshiro256StarStar(seed);
        _order = [.. Enumerable.Range(0, length)];
        while (_order.Zip(_order.Skip(1), (a, b) => a < b).All(isAscending => isAscending))
        {
            for (var i = length - 1; i > 0; i--)
            {
                var other = random.Next(i + 1);
                (_order[i], _order[other]) = (_order[other], _order[i]);
            }
        }
    }

    public int[] Apply(int[] prefix) => Array.ConvertAll(_order, place => prefix[place]);
}
