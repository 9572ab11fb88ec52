using System.Globalization;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Defences;

/// <summary>So many requests are answered for each document or window, and no more. One request is one text that is scored or one continuation.</summary>
/// <param name="Requests">At least 1.</param>
public sealed record QueryBudget(int Requests) : Defence(
    string.Create(CultureInfo.InvariantCulture, $"budget={Requests}"),
    string.Create(CultureInfo.InvariantCulture, $"answers {Requests} request{(Requests == 1 ? "" : "s")} about each text"))
{
    /// <summary>The greedy continuation and the first samples.</summary>
    public override DefendedPool Apply(SamplePool pool, ListedTexts listed) => Requests > 1
        ? pool with { Samples = [.. pool.Samples.Take(Requests - 1)] }
        : DefendedPool.None($"{Id} leaves no sample beside the greedy continuation");

    /// <summary>Every variant of the text, and the text after every prefix, is a request of its own.</summary>
    public override string? WhyNot(ConfiguredAttack attack)
    {
        var needed = attack.Evidence.Where(request => request.Pool is null).DistinctBy(request => request.Name).Sum(RequestsOf);
        return needed > Requests ? string.Create(CultureInfo.InvariantCulture, $"it makes {needed} requests a document") : null;
    }

    private static int RequestsOf(EvidenceRequest request) => request.Model.NeighbourCount
        ?? (request.Model == ModelRole.Target || request.Model.IsPair ? 1 : 0);
}
