using LlmMiaProbe.Cli;

return await ProbeApplication.OfProcess(args).RunAsync(args);
