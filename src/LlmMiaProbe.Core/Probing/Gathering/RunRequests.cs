using LlmMiaProbe.Attacks;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Shadows;

namespace LlmMiaProbe.Probing;

/// <summary>The union of what a run's attacks need to know, by model.</summary>
public sealed class RunRequests
{
    private readonly RunSettings _settings;
    private readonly IReadOnlyList<ShadowModel> _shadows;

    private RunRequests(IReadOnlyList<ConfiguredAttack> attacks, RunSettings settings) =>
        (Attacks, _settings, _shadows) = (attacks, settings, settings.Shadows);

    public IReadOnlyList<ConfiguredAttack> Attacks { get; }

    /// <summary>Models in the order in which they are evaluated, one at a time, with the text variants each must score.</summary>
    public IReadOnlyList<(ModelRole Role, IReadOnlyList<EvidenceRequest> Requests)> ByModel =>
    [
        .. Attacks.SelectMany(attack => attack.Evidence)
            .Where(request => request.Pool is null)
            .SelectMany(OfOneModel)
            .Where(request => WhyNot(request) is null)
            .DistinctBy(request => request.Name)
            .GroupBy(request => request.Model)
            .OrderBy(group => group.Key == ModelRole.Target ? 0 : 1)
            .ThenBy(group => _shadows.FirstOrDefault(shadow => shadow.Role == group.Key)?.Number ?? 0)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal)
            .Select(
                group => (group.Key, (IReadOnlyList<EvidenceRequest>)[
                    .. group.OrderBy(request => request.Variant == TextVariant.Plain ? "" : request.Variant.Id, StringComparer.Ordinal),
                ])),
    ];

    /// <summary>Models in the order in which they continue texts, one at a time and after all scoring, with the sample pools that each must fill.</summary>
    public IReadOnlyList<(ModelRole Role, IReadOnlyList<EvidenceRequest> Requests)> PoolsByModel =>
    [
        .. Attacks.SelectMany(attack => attack.Evidence)
            .Where(request => request.Pool is not null)
            .DistinctBy(request => request.Name)
            .GroupBy(request => request.Model)
            .OrderBy(group => group.Key == ModelRole.Target ? 0 : 1)
            .Select(group => (group.Key, (IReadOnlyList<EvidenceRequest>)[.. group.OrderBy(request => request.Name, StringComparer.Ordinal)])),
    ];

    /// <summary>The attacks of a run's settings, which are stored with all parameters spelled out; none if the run is not about membership.</summary>
    public static RunRequests Of(RunSettings settings) => new(settings.Attacks.Count == 0 ? [] : AttackSelection.Parse(settings.Attacks), settings);

    /// <summary>Why a model of the run can never answer a request; null if it can.</summary>
    public string? WhyNot(EvidenceRequest request) => _settings.ImportedAs(request.Model) is { } imported ? imported.WhyNot(request)
        : _settings.Imported is { Name: var name } && EvidenceSource.Of(request.Model).WorksOnTargetTokens
            ? $"it works on the tokens or distributions of {name}, of which only token scores were imported"
        : request.Pool is not null ? null
        : _settings.HostedAs(request.Model)?.WhyNoScores;

    /// <summary>Whether the models of the run say all that an attack reads.</summary>
    public bool Serves(ConfiguredAttack attack) => attack.Evidence.All(request => WhyNot(request) is null
        && (_settings.HostedAs(request.Model)?.Capability.Columns ?? _settings.ImportedAs(request.Model)?.Columns) is var known
        && known?.HasFlag(attack.Attack.Description.Columns) != false);

    /// <summary>Whether the run gathers what an attack asks for, or knows why that cannot be had. It may be another attack than its own.</summary>
    public bool Gathers(EvidenceRequest request)
    {
        if (WhyNot(request) is not null)
        {
            return true;
        }

        var gathered = ByModel.Concat(PoolsByModel).SelectMany(model => model.Requests).ToHashSet();
        return request.Model.IsShadow ? _shadows.Count > 0 && OfOneModel(request).All(gathered.Contains) : gathered.Contains(request);
    }

    /// <summary>The attacks that a user gets: those asked for, or all that the given models can serve.</summary>
    /// <param name="asked">As typed; none for all.</param>
    /// <param name="run">What the run was given; its attacks are not looked at.</param>
    /// <exception cref="ConfigurationException">An attack is unknown, or asked for without the model it needs.</exception>
    public static IReadOnlyList<string> Select(IReadOnlyList<string> asked, RunSettings run)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(run);
        var chosen = asked.Count == 0
            ? [.. AttackSelection.Defaults.Where(attack => EvidenceSource.MissingFrom(run, attack) is null)]
            : AttackSelection.Parse(asked);
        foreach (var source in EvidenceSource.All.Where(source => !source.IsGiven(run)))
        {
            if (chosen.FirstOrDefault(attack => attack.Evidence.Any(request => source.Answers(request.Model))) is { } lacking)
            {
                throw new ConfigurationException(
                    $"--attacks: {lacking.Attack.Description.Id} {(run.Imported is null ? source.Refusal : source.ImportRefusal)}");
            }
        }

        RequireText(chosen, run.KeepText);
        return [.. chosen.Select(attack => attack.Id)];
    }

    /// <inheritdoc cref="RequireText(IReadOnlyList{ConfiguredAttack}, bool)"/>
    public static void RequireText(RunSettings settings)
    {
        RequireText(Of(settings).Attacks, settings.KeepText);
        if (settings is { KeepText: false, Extraction.Draws: > 0 })
        {
            throw new ConfigurationException(
                "--draws keeps in the store what the model was given of each document and what it produced, which --no-text rules out: "
                + "leave out one of the two.");
        }
    }

    /// <summary>Every attempt is kept with what was given and what was produced, so text cannot be left out of the store.</summary>
    /// <exception cref="ConfigurationException">An attack makes models continue texts that must not be kept.</exception>
    public static void RequireText(IReadOnlyList<ConfiguredAttack> attacks, bool keepText)
    {
        if (!keepText && attacks.FirstOrDefault(attack => attack.Evidence.Any(request => request.Pool is not null)) is { } generating)
        {
            throw new ConfigurationException(
                $"--attacks: {generating.Attack.Description.Id} keeps in the store what the model was given of each document and what it produced, "
                + "which --no-text rules out: leave out one of the two.");
        }
    }

    /// <summary>
    /// Evidence under shadow models as evidence under each of those that are opened: one that was trained on some documents was not on
    /// others.
    /// </summary>
    private IEnumerable<EvidenceRequest> OfOneModel(EvidenceRequest request) => request.Model.IsShadow
        ? _shadows.Where(shadow => !shadow.IsImported).Select(shadow => request with { Model = shadow.Role })
        : [request];
}
