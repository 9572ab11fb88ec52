// Do these documents score as if they had been in the training data? Takes four paths: model, reference, corpus and store.
using LlmMiaProbe.Runtime;

using var probe = Probe.Open(new ProbeOptions { Model = args[0], Reference = args[1], Store = args[3] });
var found = await probe.TestMembershipAsync(new MembershipQuestion { Corpora = [args[2]], Attacks = ["reference-difference", "loss"] });
Console.WriteLine(found.Evaluation.HeadlineSentence);
foreach (var attack in found.Evaluation.Attacks)
{
    Console.WriteLine($"{attack.Attack}: AUC {attack.Auc?.Value:.000}, {attack.Auc?.Low:.000} to {attack.Auc?.High:.000}");
}
