namespace LlmMiaProbe.Questions;

/// <summary>Orders in which options are shown. Each puts the right one on every place equally often, so that a preferred letter earns nothing.</summary>
internal static class OptionOrders
{
    /// <summary>All orders of n options, n! of them, in lexicographic order; each names the option on every place.</summary>
    public static IReadOnlyList<int[]> All(int options) => options == 0
        ? [[]]
        : [.. All(options - 1).SelectMany(
            order => Enumerable.Range(0, options).Select(last => order.Select(option => option >= last ? option + 1 : option).Append(last).ToArray()))
            .OrderBy(order => order.Aggregate(0, (number, option) => (number * options) + option))];

    /// <summary>The n orders that come from another by moving the first option to the end.</summary>
    public static IReadOnlyList<int[]> Cyclic(int options) =>
        [.. Enumerable.Range(0, options).Select(shift => Enumerable.Range(0, options).Select(place => (place + shift) % options).ToArray())];
}
