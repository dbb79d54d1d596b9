///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.yaml:snakeyaml:2.7
//DEPS org.zeroturnaround:zt-exec:1.13.0
//DEPS com.konghq:unirest-java-core:4.10.1
//DEPS io.pebbletemplates:pebble:4.1.2
//DEPS com.grack:nanojson:1.10
//DEPS org.apache.commons:commons-compress:1.28.0
//DEPS org.slf4j:slf4j-nop:2.0.20
//DEPS org.webjars.npm:uplot:1.6.30
//SOURCES lib/bluegreen/command/Annals.java
//SOURCES lib/bluegreen/command/Cli.java
//SOURCES lib/bluegreen/command/DeployCommand.java
//SOURCES lib/bluegreen/command/FrontWords.java
//SOURCES lib/bluegreen/command/Help.java
//SOURCES lib/bluegreen/command/HistoryCommand.java
//SOURCES lib/bluegreen/command/Init.java
//SOURCES lib/bluegreen/command/Language.java
//SOURCES lib/bluegreen/command/ListCommand.java
//SOURCES lib/bluegreen/command/Listener.java
//SOURCES lib/bluegreen/command/LogsCommand.java
//SOURCES lib/bluegreen/command/LookCommands.java
//SOURCES lib/bluegreen/command/Onlooker.java
//SOURCES lib/bluegreen/command/Options.java
//SOURCES lib/bluegreen/command/Rehearsal.java
//SOURCES lib/bluegreen/command/ReloadCommand.java
//SOURCES lib/bluegreen/command/ReportCommand.java
//SOURCES lib/bluegreen/command/RollbackTarget.java
//SOURCES lib/bluegreen/command/Session.java
//SOURCES lib/bluegreen/command/Signals.java
//SOURCES lib/bluegreen/command/StandIn.java
//SOURCES lib/bluegreen/command/StatusNotes.java
//SOURCES lib/bluegreen/command/Syntax.java
//SOURCES lib/bluegreen/command/TerminalWidth.java
//SOURCES lib/bluegreen/command/Unrecorded.java
//SOURCES lib/bluegreen/command/Verb.java
//SOURCES lib/bluegreen/command/starter/AppPart.java
//SOURCES lib/bluegreen/command/starter/FrontDoor.java
//SOURCES lib/bluegreen/command/starter/HealthGuess.java
//SOURCES lib/bluegreen/command/starter/JarContents.java
//SOURCES lib/bluegreen/command/starter/NginxPart.java
//SOURCES lib/bluegreen/command/starter/NodeApp.java
//SOURCES lib/bluegreen/command/starter/Profiles.java
//SOURCES lib/bluegreen/command/starter/Project.java
//SOURCES lib/bluegreen/command/starter/RunningApp.java
//SOURCES lib/bluegreen/command/starter/Served.java
//SOURCES lib/bluegreen/command/starter/Settings.java
//SOURCES lib/bluegreen/command/starter/SitePlace.java
//SOURCES lib/bluegreen/command/starter/SlotPorts.java
//SOURCES lib/bluegreen/command/starter/SlotWords.java
//SOURCES lib/bluegreen/command/starter/Starter.java
//SOURCES lib/bluegreen/command/starter/ThisHost.java
//SOURCES lib/bluegreen/command/starter/WayIn.java
//SOURCES lib/bluegreen/command/starter/YamlText.java
//SOURCES lib/bluegreen/contents/Allowance.java
//SOURCES lib/bluegreen/contents/BillOfMaterials.java
//SOURCES lib/bluegreen/contents/Bundle.java
//SOURCES lib/bluegreen/contents/Bytes.java
//SOURCES lib/bluegreen/contents/ChangeNode.java
//SOURCES lib/bluegreen/contents/ClassFiles.java
//SOURCES lib/bluegreen/contents/Contents.java
//SOURCES lib/bluegreen/contents/ContentsJson.java
//SOURCES lib/bluegreen/contents/ContentsReader.java
//SOURCES lib/bluegreen/contents/Difference.java
//SOURCES lib/bluegreen/contents/Flyway.java
//SOURCES lib/bluegreen/contents/Folder.java
//SOURCES lib/bluegreen/contents/LibraryNames.java
//SOURCES lib/bluegreen/contents/Liquibase.java
//SOURCES lib/bluegreen/contents/LiquibaseChange.java
//SOURCES lib/bluegreen/contents/Migration.java
//SOURCES lib/bluegreen/contents/Migrations.java
//SOURCES lib/bluegreen/contents/Names.java
//SOURCES lib/bluegreen/contents/SettingNames.java
//SOURCES lib/bluegreen/contents/SqlColumns.java
//SOURCES lib/bluegreen/contents/SqlCursor.java
//SOURCES lib/bluegreen/contents/SqlEffects.java
//SOURCES lib/bluegreen/contents/SqlNews.java
//SOURCES lib/bluegreen/contents/SqlTable.java
//SOURCES lib/bluegreen/contents/SqlText.java
//SOURCES lib/bluegreen/contents/Zip.java
//SOURCES lib/bluegreen/diagnosis/Condition.java
//SOURCES lib/bluegreen/diagnosis/ConditionView.java
//SOURCES lib/bluegreen/diagnosis/GroupMemory.java
//SOURCES lib/bluegreen/diagnosis/Heap.java
//SOURCES lib/bluegreen/diagnosis/LogCause.java
//SOURCES lib/bluegreen/diagnosis/ThreadDump.java
//SOURCES lib/bluegreen/host/Account.java
//SOURCES lib/bluegreen/host/Accounts.java
//SOURCES lib/bluegreen/host/AnswerReader.java
//SOURCES lib/bluegreen/host/AtomicFiles.java
//SOURCES lib/bluegreen/host/Baseline.java
//SOURCES lib/bluegreen/host/Bindings.java
//SOURCES lib/bluegreen/host/Busy.java
//SOURCES lib/bluegreen/host/Callers.java
//SOURCES lib/bluegreen/host/Captured.java
//SOURCES lib/bluegreen/host/Certificate.java
//SOURCES lib/bluegreen/host/Command.java
//SOURCES lib/bluegreen/host/Commands.java
//SOURCES lib/bluegreen/host/Connections.java
//SOURCES lib/bluegreen/host/Container.java
//SOURCES lib/bluegreen/host/ControlGroup.java
//SOURCES lib/bluegreen/host/Custody.java
//SOURCES lib/bluegreen/host/Detached.java
//SOURCES lib/bluegreen/host/Download.java
//SOURCES lib/bluegreen/host/Downloads.java
//SOURCES lib/bluegreen/host/Durability.java
//SOURCES lib/bluegreen/host/Edit.java
//SOURCES lib/bluegreen/host/Engine.java
//SOURCES lib/bluegreen/host/Exchange.java
//SOURCES lib/bluegreen/host/Growing.java
//SOURCES lib/bluegreen/host/Held.java
//SOURCES lib/bluegreen/host/HostFailure.java
//SOURCES lib/bluegreen/host/Http.java
//SOURCES lib/bluegreen/host/Image.java
//SOURCES lib/bluegreen/host/Inflow.java
//SOURCES lib/bluegreen/host/Interruption.java
//SOURCES lib/bluegreen/host/JavaBuild.java
//SOURCES lib/bluegreen/host/Judge.java
//SOURCES lib/bluegreen/host/Keeper.java
//SOURCES lib/bluegreen/host/KeptConnection.java
//SOURCES lib/bluegreen/host/Knock.java
//SOURCES lib/bluegreen/host/LentPorts.java
//SOURCES lib/bluegreen/host/Lines.java
//SOURCES lib/bluegreen/host/Listing.java
//SOURCES lib/bluegreen/host/Lock.java
//SOURCES lib/bluegreen/host/Memory.java
//SOURCES lib/bluegreen/host/Modes.java
//SOURCES lib/bluegreen/host/Mounts.java
//SOURCES lib/bluegreen/host/Offer.java
//SOURCES lib/bluegreen/host/OpenFiles.java
//SOURCES lib/bluegreen/host/OpenSocket.java
//SOURCES lib/bluegreen/host/Origin.java
//SOURCES lib/bluegreen/host/Origins.java
//SOURCES lib/bluegreen/host/OutOfMemory.java
//SOURCES lib/bluegreen/host/Outgoing.java
//SOURCES lib/bluegreen/host/Patience.java
//SOURCES lib/bluegreen/host/Pem.java
//SOURCES lib/bluegreen/host/Processes.java
//SOURCES lib/bluegreen/host/Programs.java
//SOURCES lib/bluegreen/host/Proxies.java
//SOURCES lib/bluegreen/host/Reach.java
//SOURCES lib/bluegreen/host/Remover.java
//SOURCES lib/bluegreen/host/Scheduling.java
//SOURCES lib/bluegreen/host/SeLinux.java
//SOURCES lib/bluegreen/host/Secrets.java
//SOURCES lib/bluegreen/host/Sockets.java
//SOURCES lib/bluegreen/host/Stat.java
//SOURCES lib/bluegreen/host/Systemd.java
//SOURCES lib/bluegreen/host/TcpExchange.java
//SOURCES lib/bluegreen/host/Texts.java
//SOURCES lib/bluegreen/host/Time.java
//SOURCES lib/bluegreen/host/Tls.java
//SOURCES lib/bluegreen/host/Trace.java
//SOURCES lib/bluegreen/host/Trail.java
//SOURCES lib/bluegreen/host/Tries.java
//SOURCES lib/bluegreen/host/Trust.java
//SOURCES lib/bluegreen/host/Unread.java
//SOURCES lib/bluegreen/host/WebAddress.java
//SOURCES lib/bluegreen/host/WebClient.java
//SOURCES lib/bluegreen/host/Wire.java
//SOURCES lib/bluegreen/nginx/Approach.java
//SOURCES lib/bluegreen/nginx/AtRest.java
//SOURCES lib/bluegreen/nginx/Barrier.java
//SOURCES lib/bluegreen/nginx/Bypasses.java
//SOURCES lib/bluegreen/nginx/Certificates.java
//SOURCES lib/bluegreen/nginx/Clashes.java
//SOURCES lib/bluegreen/nginx/Closing.java
//SOURCES lib/bluegreen/nginx/DeadEnds.java
//SOURCES lib/bluegreen/nginx/Detours.java
//SOURCES lib/bluegreen/nginx/ErrorLog.java
//SOURCES lib/bluegreen/nginx/FileEdit.java
//SOURCES lib/bluegreen/nginx/FirstContact.java
//SOURCES lib/bluegreen/nginx/FormerSite.java
//SOURCES lib/bluegreen/nginx/Front.java
//SOURCES lib/bluegreen/nginx/FrontAdvice.java
//SOURCES lib/bluegreen/nginx/FrontChange.java
//SOURCES lib/bluegreen/nginx/FrontFacts.java
//SOURCES lib/bluegreen/nginx/FrontModel.java
//SOURCES lib/bluegreen/nginx/FrontProbe.java
//SOURCES lib/bluegreen/nginx/FrontProcess.java
//SOURCES lib/bluegreen/nginx/FrontStanding.java
//SOURCES lib/bluegreen/nginx/FrontTrial.java
//SOURCES lib/bluegreen/nginx/FrontWays.java
//SOURCES lib/bluegreen/nginx/IncludeAdvice.java
//SOURCES lib/bluegreen/nginx/IncludedValue.java
//SOURCES lib/bluegreen/nginx/Inherited.java
//SOURCES lib/bluegreen/nginx/LaterSets.java
//SOURCES lib/bluegreen/nginx/LoadedSite.java
//SOURCES lib/bluegreen/nginx/LoadedStream.java
//SOURCES lib/bluegreen/nginx/LocationRules.java
//SOURCES lib/bluegreen/nginx/LocationText.java
//SOURCES lib/bluegreen/nginx/LocationTrial.java
//SOURCES lib/bluegreen/nginx/Masters.java
//SOURCES lib/bluegreen/nginx/Mentions.java
//SOURCES lib/bluegreen/nginx/Nginx.java
//SOURCES lib/bluegreen/nginx/NginxCommands.java
//SOURCES lib/bluegreen/nginx/NginxFacts.java
//SOURCES lib/bluegreen/nginx/NginxFiles.java
//SOURCES lib/bluegreen/nginx/NginxLock.java
//SOURCES lib/bluegreen/nginx/NginxProcess.java
//SOURCES lib/bluegreen/nginx/NginxUnit.java
//SOURCES lib/bluegreen/nginx/NginxUser.java
//SOURCES lib/bluegreen/nginx/NginxView.java
//SOURCES lib/bluegreen/nginx/NginxWriter.java
//SOURCES lib/bluegreen/nginx/NotTakenIn.java
//SOURCES lib/bluegreen/nginx/Novelty.java
//SOURCES lib/bluegreen/nginx/OldWorkers.java
//SOURCES lib/bluegreen/nginx/Orphans.java
//SOURCES lib/bluegreen/nginx/OurPorts.java
//SOURCES lib/bluegreen/nginx/Outsiders.java
//SOURCES lib/bluegreen/nginx/PassedHeaders.java
//SOURCES lib/bluegreen/nginx/Passing.java
//SOURCES lib/bluegreen/nginx/Pointer.java
//SOURCES lib/bluegreen/nginx/PortNames.java
//SOURCES lib/bluegreen/nginx/PrivateKeys.java
//SOURCES lib/bluegreen/nginx/Probe.java
//SOURCES lib/bluegreen/nginx/Relay.java
//SOURCES lib/bluegreen/nginx/RelayFacts.java
//SOURCES lib/bluegreen/nginx/Reload.java
//SOURCES lib/bluegreen/nginx/Room.java
//SOURCES lib/bluegreen/nginx/Scratch.java
//SOURCES lib/bluegreen/nginx/ServerNames.java
//SOURCES lib/bluegreen/nginx/SetValue.java
//SOURCES lib/bluegreen/nginx/Shadow.java
//SOURCES lib/bluegreen/nginx/Shares.java
//SOURCES lib/bluegreen/nginx/Shortcuts.java
//SOURCES lib/bluegreen/nginx/SiteFile.java
//SOURCES lib/bluegreen/nginx/SiteLinks.java
//SOURCES lib/bluegreen/nginx/SiteWays.java
//SOURCES lib/bluegreen/nginx/StartTrial.java
//SOURCES lib/bluegreen/nginx/StreamContact.java
//SOURCES lib/bluegreen/nginx/StreamModule.java
//SOURCES lib/bluegreen/nginx/Succession.java
//SOURCES lib/bluegreen/nginx/SudoRules.java
//SOURCES lib/bluegreen/nginx/Switching.java
//SOURCES lib/bluegreen/nginx/Testimony.java
//SOURCES lib/bluegreen/nginx/TrafficLog.java
//SOURCES lib/bluegreen/nginx/Trials.java
//SOURCES lib/bluegreen/nginx/Upstreams.java
//SOURCES lib/bluegreen/nginx/Visit.java
//SOURCES lib/bluegreen/nginx/WelcomePage.java
//SOURCES lib/bluegreen/nginx/WitnessKey.java
//SOURCES lib/bluegreen/nginx/WorkersAccount.java
//SOURCES lib/bluegreen/nginx/conf/Balance.java
//SOURCES lib/bluegreen/nginx/conf/Choice.java
//SOURCES lib/bluegreen/nginx/conf/Completed.java
//SOURCES lib/bluegreen/nginx/conf/ConfFiles.java
//SOURCES lib/bluegreen/nginx/conf/Configuration.java
//SOURCES lib/bluegreen/nginx/conf/Directive.java
//SOURCES lib/bluegreen/nginx/conf/Disk.java
//SOURCES lib/bluegreen/nginx/conf/Dump.java
//SOURCES lib/bluegreen/nginx/conf/Entrances.java
//SOURCES lib/bluegreen/nginx/conf/Glob.java
//SOURCES lib/bluegreen/nginx/conf/Listen.java
//SOURCES lib/bluegreen/nginx/conf/Location.java
//SOURCES lib/bluegreen/nginx/conf/Parser.java
//SOURCES lib/bluegreen/nginx/conf/Pass.java
//SOURCES lib/bluegreen/nginx/conf/Rewriting.java
//SOURCES lib/bluegreen/nginx/conf/ServerBlock.java
//SOURCES lib/bluegreen/nginx/conf/ServerName.java
//SOURCES lib/bluegreen/nginx/conf/Socket.java
//SOURCES lib/bluegreen/nginx/conf/Target.java
//SOURCES lib/bluegreen/nginx/conf/Targets.java
//SOURCES lib/bluegreen/nginx/conf/Tokenizer.java
//SOURCES lib/bluegreen/nginx/conf/Word.java
//SOURCES lib/bluegreen/observe/Circumstances.java
//SOURCES lib/bluegreen/observe/CircumstancesView.java
//SOURCES lib/bluegreen/observe/Defects.java
//SOURCES lib/bluegreen/observe/Estate.java
//SOURCES lib/bluegreen/observe/EstateView.java
//SOURCES lib/bluegreen/observe/Facts.java
//SOURCES lib/bluegreen/observe/FolderFacts.java
//SOURCES lib/bluegreen/observe/FolderOwners.java
//SOURCES lib/bluegreen/observe/FoldersView.java
//SOURCES lib/bluegreen/observe/ForeignFiles.java
//SOURCES lib/bluegreen/observe/HealthCheck.java
//SOURCES lib/bluegreen/observe/Inside.java
//SOURCES lib/bluegreen/observe/InsideView.java
//SOURCES lib/bluegreen/observe/ListenPlace.java
//SOURCES lib/bluegreen/observe/ListenPlaces.java
//SOURCES lib/bluegreen/observe/Loose.java
//SOURCES lib/bluegreen/observe/Lost.java
//SOURCES lib/bluegreen/observe/Machine.java
//SOURCES lib/bluegreen/observe/MetricsPlace.java
//SOURCES lib/bluegreen/observe/Neighbour.java
//SOURCES lib/bluegreen/observe/Neighbours.java
//SOURCES lib/bluegreen/observe/NginxSetting.java
//SOURCES lib/bluegreen/observe/NginxSettingView.java
//SOURCES lib/bluegreen/observe/Observer.java
//SOURCES lib/bluegreen/observe/PackageManager.java
//SOURCES lib/bluegreen/observe/PortUse.java
//SOURCES lib/bluegreen/observe/PortUses.java
//SOURCES lib/bluegreen/observe/Remains.java
//SOURCES lib/bluegreen/observe/Roster.java
//SOURCES lib/bluegreen/observe/Side.java
//SOURCES lib/bluegreen/observe/SlotFacts.java
//SOURCES lib/bluegreen/observe/SlotsView.java
//SOURCES lib/bluegreen/observe/Wanted.java
//SOURCES lib/bluegreen/page/Chart.java
//SOURCES lib/bluegreen/page/Headline.java
//SOURCES lib/bluegreen/page/Lang.java
//SOURCES lib/bluegreen/page/Numbers.java
//SOURCES lib/bluegreen/page/Page.java
//SOURCES lib/bluegreen/page/Paper.java
//SOURCES lib/bluegreen/page/Phrase.java
//SOURCES lib/bluegreen/page/Plain.java
//SOURCES lib/bluegreen/page/Steps.java
//SOURCES lib/bluegreen/page/Verdict.java
//SOURCES lib/bluegreen/plan/Action.java
//SOURCES lib/bluegreen/plan/Changeover.java
//SOURCES lib/bluegreen/plan/ClaimedPorts.java
//SOURCES lib/bluegreen/plan/Conflicts.java
//SOURCES lib/bluegreen/plan/Course.java
//SOURCES lib/bluegreen/plan/Done.java
//SOURCES lib/bluegreen/plan/FileAction.java
//SOURCES lib/bluegreen/plan/FileRemoval.java
//SOURCES lib/bluegreen/plan/FolderProblems.java
//SOURCES lib/bluegreen/plan/FormerPorts.java
//SOURCES lib/bluegreen/plan/FrontAction.java
//SOURCES lib/bluegreen/plan/FrontDoubts.java
//SOURCES lib/bluegreen/plan/FrontPlan.java
//SOURCES lib/bluegreen/plan/Goal.java
//SOURCES lib/bluegreen/plan/Intruder.java
//SOURCES lib/bluegreen/plan/LinkedSite.java
//SOURCES lib/bluegreen/plan/LookAction.java
//SOURCES lib/bluegreen/plan/Moves.java
//SOURCES lib/bluegreen/plan/NginxAction.java
//SOURCES lib/bluegreen/plan/NginxObstacles.java
//SOURCES lib/bluegreen/plan/NginxPlan.java
//SOURCES lib/bluegreen/plan/Note.java
//SOURCES lib/bluegreen/plan/Notes.java
//SOURCES lib/bluegreen/plan/Obstacles.java
//SOURCES lib/bluegreen/plan/OpenWay.java
//SOURCES lib/bluegreen/plan/Plan.java
//SOURCES lib/bluegreen/plan/Planner.java
//SOURCES lib/bluegreen/plan/Preflight.java
//SOURCES lib/bluegreen/plan/PrunePlan.java
//SOURCES lib/bluegreen/plan/RelayPlan.java
//SOURCES lib/bluegreen/plan/ReleasePlan.java
//SOURCES lib/bluegreen/plan/RemovalPlanner.java
//SOURCES lib/bluegreen/plan/ReturnPlanner.java
//SOURCES lib/bluegreen/plan/Shared.java
//SOURCES lib/bluegreen/plan/SiteDoubt.java
//SOURCES lib/bluegreen/plan/SlotAction.java
//SOURCES lib/bluegreen/plan/Status.java
//SOURCES lib/bluegreen/plan/Step.java
//SOURCES lib/bluegreen/plan/StepName.java
//SOURCES lib/bluegreen/plan/StopPlan.java
//SOURCES lib/bluegreen/plan/Strangers.java
//SOURCES lib/bluegreen/plan/TakenPort.java
//SOURCES lib/bluegreen/plan/Unattended.java
//SOURCES lib/bluegreen/plan/Undoing.java
//SOURCES lib/bluegreen/plan/Unwritable.java
//SOURCES lib/bluegreen/playbook/Binder.java
//SOURCES lib/bluegreen/playbook/Checker.java
//SOURCES lib/bluegreen/playbook/ContainerImage.java
//SOURCES lib/bluegreen/playbook/ContainerKeys.java
//SOURCES lib/bluegreen/playbook/Durations.java
//SOURCES lib/bluegreen/playbook/Elsewhere.java
//SOURCES lib/bluegreen/playbook/Endpoint.java
//SOURCES lib/bluegreen/playbook/Entries.java
//SOURCES lib/bluegreen/playbook/FewTags.java
//SOURCES lib/bluegreen/playbook/Findings.java
//SOURCES lib/bluegreen/playbook/FreePort.java
//SOURCES lib/bluegreen/playbook/Health.java
//SOURCES lib/bluegreen/playbook/HealthKeys.java
//SOURCES lib/bluegreen/playbook/HostKeys.java
//SOURCES lib/bluegreen/playbook/Images.java
//SOURCES lib/bluegreen/playbook/InvalidPlaybook.java
//SOURCES lib/bluegreen/playbook/JavaOption.java
//SOURCES lib/bluegreen/playbook/JsonFilter.java
//SOURCES lib/bluegreen/playbook/JsonSchema.java
//SOURCES lib/bluegreen/playbook/Keys.java
//SOURCES lib/bluegreen/playbook/Kind.java
//SOURCES lib/bluegreen/playbook/NginxKeys.java
//SOURCES lib/bluegreen/playbook/Places.java
//SOURCES lib/bluegreen/playbook/Playbook.java
//SOURCES lib/bluegreen/playbook/PlaybookError.java
//SOURCES lib/bluegreen/playbook/PlaybookReader.java
//SOURCES lib/bluegreen/playbook/Reference.java
//SOURCES lib/bluegreen/playbook/Remote.java
//SOURCES lib/bluegreen/playbook/Remotes.java
//SOURCES lib/bluegreen/playbook/Rules.java
//SOURCES lib/bluegreen/playbook/Scalars.java
//SOURCES lib/bluegreen/playbook/Scope.java
//SOURCES lib/bluegreen/playbook/Section.java
//SOURCES lib/bluegreen/playbook/ShortFilter.java
//SOURCES lib/bluegreen/playbook/Slot.java
//SOURCES lib/bluegreen/playbook/Source.java
//SOURCES lib/bluegreen/playbook/Special.java
//SOURCES lib/bluegreen/playbook/StreamKeys.java
//SOURCES lib/bluegreen/playbook/StreamServer.java
//SOURCES lib/bluegreen/playbook/Suggestions.java
//SOURCES lib/bluegreen/playbook/Surroundings.java
//SOURCES lib/bluegreen/playbook/Task.java
//SOURCES lib/bluegreen/playbook/TaskResult.java
//SOURCES lib/bluegreen/playbook/Template.java
//SOURCES lib/bluegreen/playbook/Templates.java
//SOURCES lib/bluegreen/playbook/UnusedVars.java
//SOURCES lib/bluegreen/playbook/UriKeys.java
//SOURCES lib/bluegreen/playbook/Values.java
//SOURCES lib/bluegreen/playbook/Words.java
//SOURCES lib/bluegreen/playbook/YamlErrors.java
//SOURCES lib/bluegreen/report/BrokenLine.java
//SOURCES lib/bluegreen/report/Call.java
//SOURCES lib/bluegreen/report/Diff.java
//SOURCES lib/bluegreen/report/DifferenceJson.java
//SOURCES lib/bluegreen/report/DifferenceLines.java
//SOURCES lib/bluegreen/report/JsonReport.java
//SOURCES lib/bluegreen/report/NoteLines.java
//SOURCES lib/bluegreen/report/Recap.java
//SOURCES lib/bluegreen/report/RecapLines.java
//SOURCES lib/bluegreen/report/Report.java
//SOURCES lib/bluegreen/report/StepResult.java
//SOURCES lib/bluegreen/report/Tense.java
//SOURCES lib/bluegreen/report/Terminal.java
//SOURCES lib/bluegreen/report/TextReport.java
//SOURCES lib/bluegreen/report/Verbosity.java
//SOURCES lib/bluegreen/run/ArchiveWork.java
//SOURCES lib/bluegreen/run/Bystanders.java
//SOURCES lib/bluegreen/run/Deployment.java
//SOURCES lib/bluegreen/run/Deployments.java
//SOURCES lib/bluegreen/run/Diary.java
//SOURCES lib/bluegreen/run/DrainWait.java
//SOURCES lib/bluegreen/run/Evidence.java
//SOURCES lib/bluegreen/run/FileWork.java
//SOURCES lib/bluegreen/run/FrontWork.java
//SOURCES lib/bluegreen/run/Hands.java
//SOURCES lib/bluegreen/run/HealthTally.java
//SOURCES lib/bluegreen/run/HealthWait.java
//SOURCES lib/bluegreen/run/LastWords.java
//SOURCES lib/bluegreen/run/Looks.java
//SOURCES lib/bluegreen/run/NginxWork.java
//SOURCES lib/bluegreen/run/Outcome.java
//SOURCES lib/bluegreen/run/OwnAnswers.java
//SOURCES lib/bluegreen/run/Progress.java
//SOURCES lib/bluegreen/run/Pulse.java
//SOURCES lib/bluegreen/run/QuietStart.java
//SOURCES lib/bluegreen/run/RoleWork.java
//SOURCES lib/bluegreen/run/Scribe.java
//SOURCES lib/bluegreen/run/SlotWork.java
//SOURCES lib/bluegreen/run/StepFailure.java
//SOURCES lib/bluegreen/run/StreamEvidence.java
//SOURCES lib/bluegreen/run/TaskRunner.java
//SOURCES lib/bluegreen/run/TrafficWork.java
//SOURCES lib/bluegreen/run/Undo.java
//SOURCES lib/bluegreen/run/Vigil.java
//SOURCES lib/bluegreen/run/VisitTally.java
//SOURCES lib/bluegreen/run/Visitors.java
//SOURCES lib/bluegreen/run/Waits.java
//SOURCES lib/bluegreen/run/Watchers.java
//SOURCES lib/bluegreen/run/Wording.java
//SOURCES lib/bluegreen/runner/CommandRunner.java
//SOURCES lib/bluegreen/runner/ContainerRunner.java
//SOURCES lib/bluegreen/runner/EnvFile.java
//SOURCES lib/bluegreen/runner/Exit.java
//SOURCES lib/bluegreen/runner/Journal.java
//SOURCES lib/bluegreen/runner/Kin.java
//SOURCES lib/bluegreen/runner/Launch.java
//SOURCES lib/bluegreen/runner/Launches.java
//SOURCES lib/bluegreen/runner/Liveness.java
//SOURCES lib/bluegreen/runner/LogFile.java
//SOURCES lib/bluegreen/runner/LogFollower.java
//SOURCES lib/bluegreen/runner/Occupants.java
//SOURCES lib/bluegreen/runner/ProcessRunner.java
//SOURCES lib/bluegreen/runner/Proof.java
//SOURCES lib/bluegreen/runner/Runner.java
//SOURCES lib/bluegreen/runner/Running.java
//SOURCES lib/bluegreen/runner/Sight.java
//SOURCES lib/bluegreen/runner/SlotContainers.java
//SOURCES lib/bluegreen/runner/SlotProcesses.java
//SOURCES lib/bluegreen/runner/Systemctl.java
//SOURCES lib/bluegreen/runner/SystemdCommands.java
//SOURCES lib/bluegreen/runner/SystemdRunner.java
//SOURCES lib/bluegreen/runner/SystemdUnit.java
//SOURCES lib/bluegreen/runner/Tag.java
//SOURCES lib/bluegreen/runner/UnitFiles.java
//SOURCES lib/bluegreen/runner/UserCommands.java
//SOURCES lib/bluegreen/state/AppDir.java
//SOURCES lib/bluegreen/state/AppJar.java
//SOURCES lib/bluegreen/state/Artifact.java
//SOURCES lib/bluegreen/state/Bringer.java
//SOURCES lib/bluegreen/state/Cache.java
//SOURCES lib/bluegreen/state/ClassArchive.java
//SOURCES lib/bluegreen/state/Copy.java
//SOURCES lib/bluegreen/state/Dossiers.java
//SOURCES lib/bluegreen/state/Enclosure.java
//SOURCES lib/bluegreen/state/Footprint.java
//SOURCES lib/bluegreen/state/History.java
//SOURCES lib/bluegreen/state/ImageSource.java
//SOURCES lib/bluegreen/state/Intent.java
//SOURCES lib/bluegreen/state/JarPattern.java
//SOURCES lib/bluegreen/state/Json.java
//SOURCES lib/bluegreen/state/Keeper.java
//SOURCES lib/bluegreen/state/KnownDigest.java
//SOURCES lib/bluegreen/state/Latencies.java
//SOURCES lib/bluegreen/state/Layout.java
//SOURCES lib/bluegreen/state/LocalFiles.java
//SOURCES lib/bluegreen/state/Manifest.java
//SOURCES lib/bluegreen/state/Metrics.java
//SOURCES lib/bluegreen/state/Proceedings.java
//SOURCES lib/bluegreen/state/ProgramBringer.java
//SOURCES lib/bluegreen/state/Records.java
//SOURCES lib/bluegreen/state/Register.java
//SOURCES lib/bluegreen/state/Release.java
//SOURCES lib/bluegreen/state/Releases.java
//SOURCES lib/bluegreen/state/RemoteFile.java
//SOURCES lib/bluegreen/state/Roles.java
//SOURCES lib/bluegreen/state/Sampling.java
//SOURCES lib/bluegreen/state/Series.java
//SOURCES lib/bluegreen/state/SlotCommands.java
//SOURCES lib/bluegreen/state/SlotRecord.java
//SOURCES lib/bluegreen/state/Source.java
//SOURCES lib/bluegreen/state/SourceTree.java
//SOURCES lib/bluegreen/state/StoredImage.java
//SOURCES lib/bluegreen/state/Traffic.java
//SOURCES lib/bluegreen/state/Unpacker.java
//SOURCES lib/bluegreen/state/Visits.java
//SOURCES lib/bluegreen/state/WebBringer.java
//FILES nginx/nginx.conf=nginx/nginx.conf
//FILES nginx/relay.conf=nginx/relay.conf
//FILES nginx/site.conf=nginx/site.conf
//FILES nginx/stream.conf=nginx/stream.conf
//FILES page/report.css=lib/bluegreen/page/paper/report.css
//FILES page/report.html=lib/bluegreen/page/paper/report.html
//FILES page/report.js=lib/bluegreen/page/paper/report.js
//COMPILE_OPTIONS -encoding UTF-8 --release 17 -XDstringConcat=inline
//COMPILE_OPTIONS -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CICompilerCount=1 -Xshare:auto
//RUNTIME_OPTIONS -Xlog:disable -Xlog:all=off
//CDS

package bluegreen;

import bluegreen.command.Cli;
import bluegreen.command.Syntax;
import bluegreen.command.Syntax.Form;
import bluegreen.command.Syntax.Option;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The command line of deploy.java: what can be asked for. */
public class deploy {
  private static final String PLAYBOOK = "PLAYBOOK";

  private static final List<Form> COMMANDS =
      List.of(
          command(
              "deploy",
              "Deploy; the same as without a command.",
              List.of(),
              "--dry-run playbook.yml",
              "playbook.yml",
              "-e profile=test --lock-timeout 2m playbook.yml"),
          command(
              "rollback",
              "Have the version that served before serve again.",
              List.of(
                  value("VERSION", "To this version, or the digest it begins with.", "--to"),
                  flag(
                      "Even where a migration has taken away what that version may need.",
                      "-y",
                      "--yes")),
              "rollback playbook.yml",
              "rollback --to 1.4.1 playbook.yml"),
          command(
              "status",
              "Show what runs where, and which slot is active.",
              List.of(),
              "status playbook.yml",
              "status --output json playbook.yml"),
          command(
              "verify",
              "Exit 0 only if nginx serves the playbook's version, healthy.",
              List.of(),
              "verify playbook.yml"),
          new Form(
              "list",
              "",
              false,
              List.of(),
              "Show every app that was deployed on this machine.",
              List.of("list", "list --output json")),
          command("history", "Show what was deployed when.", List.of(), "history playbook.yml"),
          command(
                  "report",
                  "Draw a deployment as a page of HTML: what it has cost; default: the last.",
                  List.of(
                      value("LANG", "Of en or ko; default: en.", "--lang"),
                      value(
                          "FILE",
                          "Write it there, - for standard output; default: NAME-ID.html here.",
                          "-o",
                          "--out")),
                  "report playbook.yml",
                  "report --lang ko --out shop.html 20261130-100653 playbook.yml")
              .after("ID"),
          command(
              "logs",
              "Show what the app has written.",
              List.of(
                  flag("Go on as it writes more.", "-f", "--follow"),
                  value("SLOT", "Of blue or green; default: the one that serves.", "--slot"),
                  value("N", "So many of the last lines; default: 100.", "--lines")),
              "logs -f playbook.yml",
              "logs --slot green --lines 20 playbook.yml"),
          command(
              "reload",
              "Reload the nginx that visitors reach, without a loss to the app's clients.",
              List.of(),
              "reload playbook.yml"),
          command(
              "validate",
              "Check the playbook, and touch nothing.",
              List.of(),
              "validate playbook.yml"),
          new Form(
              "init",
              "DIR",
              false,
              List.of(),
              "Write a starter playbook from what is found in a folder; default: here.",
              List.of("init", "init /srv/shop")),
          command(
              "remove",
              "Stop the app and take away all that we made on this machine.",
              List.of(
                  flag("Even where visitors are left with nobody who answers them.", "--force")),
              "remove --dry-run playbook.yml",
              "remove playbook.yml"));

  private static final List<Option> OPTIONS =
      List.of(
          flag(
                  "Print what a real run would do now, with diffs; touch nothing at all.",
                  "-n",
                  "--check",
                  "--dry-run")
              .with(readers("init", "list", "logs", "report")),
          flag(
                  "Show each command, HTTP exchange and file written; -vv: their output too.",
                  "-v",
                  "--verbose")
              .with(readers("init", "list")),
          flag("Show only failures and the recap.", "-q", "--quiet").with(readers("init", "list")),
          value("NAME=VALUE", "Set a variable for {{ vars.NAME }}.", "-e", "--extra-vars")
              .with(readers("init", "list")),
          value(
              "FORMAT", "text, or json: one object a line; of a run, the recap last.", "--output"),
          flag("Print the names of the steps, and stop.", "--list-steps")
              .with("deploy", "rollback"),
          flag(
                  "Drain and stop a process that is not ours but holds one of our ports.",
                  "--take-over")
              .with("deploy", "rollback"),
          value("TIME", "Wait so long for a deployment under way; such as 30s.", "--lock-timeout")
              .with("deploy", "rollback", "reload", "remove"),
          flag("Exit with 10 instead of 0 where something changed.", "--detailed-exitcode")
              .with("deploy", "rollback", "remove"),
          flag("Show this help, of a command with examples.", "-h", "--help"),
          flag("Show the version.", "-V", "--version"));

  /** Starts the program. */
  public static void main(String[] args) {
    System.setOut(inUtf8(FileDescriptor.out));
    System.setErr(inUtf8(FileDescriptor.err));
    System.exit(run(System.out, System.err, List.of(args)));
  }

  /** Runs one command line; its exit code. */
  public static int run(PrintStream out, PrintStream err, List<String> args) {
    return new Cli(out, err, System.getenv(), new Syntax(COMMANDS, OPTIONS)).run(args);
  }

  /** Whatever the language that we were started in. */
  private static PrintStream inUtf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  private static Form command(String name, String about, List<Option> options, String... examples) {
    return new Form(name, PLAYBOOK, true, options, about, List.of(examples));
  }

  /** The names of all commands but some. */
  private static String[] readers(String... others) {
    return COMMANDS.stream()
        .map(Form::name)
        .filter(name -> !List.of(others).contains(name))
        .toArray(String[]::new);
  }

  private static Option flag(String about, String... names) {
    return new Option(List.of(names), "", about);
  }

  private static Option value(String value, String about, String... names) {
    return new Option(List.of(names), value, about);
  }
}
