using LlmMiaProbe.Cli;

return await ProbeApplication.OfProcess().RunAsync(args);
