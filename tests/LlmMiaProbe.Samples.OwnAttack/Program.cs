// An attack of one's own beside the others. Takes three paths: model, corpus and store.
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Runtime;
using LlmMiaProbe.Samples.OwnAttack;

AttackCatalog.Add(new LeastLikelyAttack());
foreach (var description in AttackCatalog.All.Select(attack => attack.Description).Where(description => description.Id.StartsWith('l')))
{
    Console.WriteLine($"{description.Id}: {description.Title}, {description.Formula} ({description.Paper})");
}

using var probe = Probe.Open(new ProbeOptions { Model = args[0], Store = args[2] });
var found = await probe.TestMembershipAsync(new MembershipQuestion { Corpora = [args[1]], Attacks = ["least-likely", "loss"] });
foreach (var score in found.Scores().Where(score => score.Attack == "least-likely"))
{
    Console.WriteLine($"{score.Document} ({score.Label}): {score.Score.Value:F4}");
}
