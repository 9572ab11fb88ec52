using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Hosted.Identity;

/// <summary>
/// Knows models at endpoints again by what they answer, and gives those a new identity that answer otherwise. Evidence of runs
/// that were made before there were identities stays with those runs: nobody can tell which weights it came from.
/// </summary>
public static class EndpointIdentities
{
    /// <summary>The model with its identity, and with what is to be said about it.</summary>
    /// <param name="model">As inspected in this session.</param>
    /// <param name="known">Those that a store keeps, in any order.</param>
    /// <param name="now">When it is met.</param>
    /// <exception cref="PrerequisiteException">It shares a name with a model that answers otherwise.</exception>
    public static HostedModel Resolve(HostedModel model, IReadOnlyList<EndpointIdentity> known, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(known);
        var name = model.Settings.IdentityName;
        var whyUnknown = WhyUnknown(model);
        var named = name is null ? [] : known.Where(one => one.Name == name).ToList();
        if (named.Count > 0)
        {
            return Matching(model, named) is { } replica
                ? Of(model, replica, null)
                : throw new PrerequisiteException(whyUnknown is not null
                    ? $"--endpoint-identity: {whyUnknown}, so nothing shows that it is the model that is called '{name}': leave the option out."
                    : $"--endpoint-identity: {model.Settings.Model} at {model.Settings.Url} answers otherwise than the model that is called '{name}' did on "
                    + $"{Day(named[^1])} ({Words(model, named)}), so it is another one: leave the option out, or use another name.");
        }

        var here = known.Where(one => one.Url == model.Settings.Url && one.ReportedModel == model.Capability.ReportedModel)
            .Where(one => name is null || one.Name is null)
            .ToList();
        if (Matching(model, here) is { } same)
        {
            return Of(model, same with { Name = name ?? same.Name }, null);
        }

        return Of(model, Make(model, now), here.Count == 0
            ? whyUnknown is null ? null : $"{whyUnknown}: a later command treats it as another model, and nothing of this evidence is reused."
            : (whyUnknown ?? WhyCannotTell(model, here)) is { } reason ? $"{reason}: treated as another model; nothing of the earlier evidence is reused."
            : $"{model.Settings.Model} at {model.Settings.Url} answers otherwise than on {Day(here.MaxBy(one => one.Made) ?? here[^1])} "
                + $"({Words(model, here)}): treated as another model; nothing of the earlier evidence is reused.");
    }

    /// <summary>A fingerprint that no other model has: also where two answer alike, since only a comparison says that they are one.</summary>
    private static EndpointIdentity Make(HostedModel model, DateTimeOffset now)
    {
        var met = $"endpoint-identity/1\n{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}\n{model.Capability.ReportedModel}\n"
            + JsonSerializer.Serialize(model.Answers);
        return new EndpointIdentity
        {
            Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(met))),
            Url = model.Settings.Url,
            ReportedModel = model.Capability.ReportedModel,
            Name = model.Settings.IdentityName,
            Answers = model.Answers,
            Made = now,
        };
    }

    private static HostedModel Of(HostedModel model, EndpointIdentity identity, string? note) =>
        model with { Identity = identity, Fingerprint = identity.Fingerprint, IdentityNote = note };

    private static EndpointIdentity? Matching(HostedModel model, IEnumerable<EndpointIdentity> candidates) => model.Answers is not { } answers
        ? null
        : candidates.Where(one => one.Answers is not null)
            .Select(one => (Identity: one, Comparison: new AnswerComparison(one.Answers!, answers)))
            .Where(one => one.Comparison.Agrees)
            .OrderBy(one => one.Comparison.Difference)
            .ThenByDescending(one => one.Identity.Made)
            .Select(one => one.Identity)
            .FirstOrDefault();

    /// <summary>Why nothing can show later that a model is the same, the beginning of a sentence; null if something can.</summary>
    private static string? WhyUnknown(HostedModel model) => model.Answers is { } answers
        ? CannotBeTold(model.Settings, new AnswerComparison(answers, answers))
        : $"{model.Settings.Model} at {model.Settings.Url} does not answer what it could be known again by, so it cannot be known again";

    private static string? WhyCannotTell(HostedModel model, IReadOnlyList<EndpointIdentity> candidates) =>
        candidates.MaxBy(one => one.Made) is { Answers: { } before } && model.Answers is { } now
            ? CannotBeTold(model.Settings, new AnswerComparison(before, now))
            : null;

    /// <summary>That nothing follows from a comparison, and why, the beginning of a sentence; null if something does.</summary>
    internal static string? CannotBeTold(EndpointSettings settings, AnswerComparison comparison) => comparison.CannotTell
        ? $"{settings.Model} at {settings.Url} cannot be told by its replies ({comparison.WhyCannotTell})"
        : null;

    private static string Words(HostedModel model, IReadOnlyList<EndpointIdentity> candidates) =>
        candidates.MaxBy(one => one.Made) is { Answers: { } before } && model.Answers is { } now
            ? new AnswerComparison(before, now).Words
            : "there is nothing to know it again by";

    internal static string Day(EndpointIdentity identity) => identity.Made.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
