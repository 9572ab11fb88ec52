using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Attacks;

/// <summary>A document as a population attack sees it.</summary>
/// <param name="Id">Unique in the run; decides among equals and in which part of a split it lies.</param>
/// <param name="Label">Known membership.</param>
/// <param name="IsCalibration">Whether it is one of the known non-members that tested documents are held against.</param>
/// <param name="Group">Author or source, or null: a split keeps a group together.</param>
/// <param name="Features">See <see cref="IPopulationAttack.Features"/>.</param>
public readonly record struct PopulationDocument(string Id, Membership Label, bool IsCalibration, string? Group, double[] Features);
