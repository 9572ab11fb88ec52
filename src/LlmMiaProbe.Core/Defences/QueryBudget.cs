using System.Globalization;

namespace LlmMiaProbe.Defences;

/// <summary>So many requests are answered for each document or window, and no more.</summary>
/// <param name="Requests">At least 1.</param>
public sealed record QueryBudget(int Requests) : Defence(
    string.Create(CultureInfo.InvariantCulture, $"budget={Requests}"),
    string.Create(CultureInfo.InvariantCulture, $"answers {Requests} request{(Requests == 1 ? "" : "s")} about each text"));
