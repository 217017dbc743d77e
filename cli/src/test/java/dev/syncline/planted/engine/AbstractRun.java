package dev.syncline.planted.engine;

public class AbstractRun {}
