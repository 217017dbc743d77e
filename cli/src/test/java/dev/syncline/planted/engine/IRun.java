package dev.syncline.planted.engine;

public interface IRun {}
