using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Evidence;

/// <summary>Where the documents before a text come from: the run's own file of shots, never the documents under test.</summary>
/// <param name="Label">Shots known to be non-members, or known members.</param>
/// <param name="Shots">At most so many; if they do not all fit into half of the context, the shortest of the file that do.</param>
public sealed record PrefixSource(Membership Label, int Shots);
